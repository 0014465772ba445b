#include "session/fixtures.h"

#include <algorithm>

#include "session/test_binary.h"

namespace maelstrom::session {
namespace {

bool have_one_in_common(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(some, [&](const std::string& name) { return std::ranges::count(others, name) > 0; });
}

bool hinders_nobody(Outcome outcome) {
  return outcome == Outcome::kPassed || outcome == Outcome::kFlaky || outcome == Outcome::kSkipped ||
         outcome == Outcome::kIgnored;
}

// Those that a test sees: what it requires, and what it is to clean up.
std::vector<std::string> seen_by(const FixtureRoles& roles) {
  std::vector<std::string> names = roles.required;
  for (const std::string& name : roles.cleanup) {
    if (std::ranges::count(names, name) == 0) names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<bool> Fixtures::completed(const std::vector<TestBinary>& binaries, std::vector<bool> wanted) {
  std::vector<std::string> required;
  for (bool grown = true; grown;) {  // who sets up may itself require another fixture
    grown = false;
    for (std::size_t i = 0; i < binaries.size(); ++i) {
      const FixtureRoles& roles = binaries[i].fixtures;
      if (!wanted[i] && (have_one_in_common(roles.setup, required) || have_one_in_common(roles.cleanup, required))) {
        wanted[i] = true;
        grown = true;
      }
      if (!wanted[i]) continue;
      for (const std::string& name : roles.required) {
        if (std::ranges::count(required, name) > 0) continue;
        required.push_back(name);
        grown = true;
      }
    }
  }
  return wanted;
}

void Fixtures::ended(const FixtureRoles& roles, const CaseResult& result) {
  for (const std::string& name : roles.setup) {
    if (!hinders_nobody(result.verdict.outcome)) {
      broken_.emplace(name, result.id.to_string());
    } else if (result.job && result.job->change) {
      made_[name].push_back(*result.job->change);
    }
  }
}

std::string Fixtures::hindrance(const FixtureRoles& roles) const {
  for (const std::string& name : roles.required) {
    const auto broken = broken_.find(name);
    if (broken == broken_.end()) continue;
    return "the fixture " + name + " could not be set up: " + broken->second + " did not pass";
  }
  return {};
}

std::vector<Digest> Fixtures::layers(const FixtureRoles& roles) const {
  std::vector<Digest> layers;
  for (const std::string& name : seen_by(roles)) {
    const auto made = made_.find(name);
    if (made == made_.end()) continue;
    for (const Digest& layer : made->second) {
      if (std::ranges::find(layers, layer) == layers.end()) layers.push_back(layer);
    }
  }
  return layers;
}

}  // namespace maelstrom::session
