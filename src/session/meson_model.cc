#include "session/meson_model.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace maelstrom::session {
namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> all;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return all;
  for (const json& one : *found) {
    if (one.is_string()) all.push_back(one.get<std::string>());
  }
  return all;
}

// "project:suite" is in the suite; the project's name alone stands where it names none.
std::vector<std::string> labels(const json& object) {
  std::vector<std::string> all;
  for (const std::string& suite : texts(object, "suite")) {
    const auto colon = suite.find(':');
    if (colon != std::string::npos) all.push_back(suite.substr(colon + 1));
  }
  return all;
}

// 0 and less are "never".
std::chrono::seconds timeout(const json& object) {
  const auto found = object.find("timeout");
  const double seconds = found != object.end() && found->is_number() ? found->get<double>() : 0;
  constexpr double kLongest = 1e9;
  if (!(seconds > 0) || seconds > kLongest) return std::chrono::seconds(0);
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(seconds)));
}

// What is not known is judged as Meson judges what says nothing.
frameworks::Protocol protocol(const json& object) {
  const std::string name = text(object, "protocol");
  if (name == "tap") return frameworks::Protocol::kMesonTap;
  return name == "rust" ? frameworks::Protocol::kMesonRust : frameworks::Protocol::kMesonExitCode;
}

int rank(const json& object) {
  constexpr int kMost = 1'000'000;
  const auto found = object.find("priority");
  if (found == object.end() || !found->is_number()) return 0;
  return static_cast<int>(std::clamp(found->get<double>(), -1.0 * kMost, 1.0 * kMost));
}

CtestTest read_test(const json& object, const std::string& directory, const MesonTargets& targets) {
  CtestTest test{.name = text(object, "name"),
                 .command = texts(object, "cmd"),
                 .working_directory = text(object, "workdir"),
                 .timeout = timeout(object),
                 .rules = {.protocol = protocol(object)},
                 .labels = labels(object),
                 .rank = rank(object)};
  if (test.working_directory.empty()) test.working_directory = directory;
  const auto variables = object.find("env");
  if (variables != object.end() && variables->is_object()) {
    for (const auto& [name, value] : variables->items()) {
      if (value.is_string()) test.environment[name] = value.get<std::string>();
    }
  }
  for (const std::string& target : texts(object, "depends")) {
    if (const auto files = targets.find(target); files != targets.end()) {
      test.files.insert(test.files.end(), files->second.begin(), files->second.end());
    }
  }
  const auto parallel = object.find("is_parallel");
  test.needs.alone = parallel != object.end() && parallel->is_boolean() && !parallel->get<bool>();
  return test;
}

}  // namespace

MesonTargets parse_meson_targets(std::string_view written) {
  const json document = json::parse(written, nullptr, /*allow_exceptions=*/false);
  MesonTargets targets;
  if (!document.is_array()) return targets;
  for (const json& target : document) {
    if (target.is_object()) targets[text(target, "id")] = texts(target, "filename");
  }
  return targets;
}

Result<std::vector<CtestTest>> parse_meson_tests(std::string_view text, const std::string& directory,
                                                 const MesonTargets& targets) {
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_array()) return invalid("Meson did not write a list of its tests");
  std::vector<CtestTest> tests;
  for (const json& test : document) {
    if (test.is_object()) tests.push_back(read_test(test, directory, targets));
  }
  return tests;
}

}  // namespace maelstrom::session
