#include "session/ctest_artifacts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/strings.h"
#include "session/artifact_names.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

constexpr std::string_view kFilter = "--gtest_filter=";
constexpr std::string_view kDisabledToo = "--gtest_also_run_disabled_tests";
// Written by GoogleTest.cmake before a binary is there. Source: its function gtest_discover_tests().
constexpr std::string_view kNotBuilt = "_NOT_BUILT";
// One argument of execve(2) may have 128 KiB; a longer filter would not start.
constexpr std::size_t kLongestFilter = 100'000;

// The tests that become one artifact.
struct Group {
  CtestTest common;                   // of all; its command without what chooses a case
  std::vector<std::string> cases;     // none: the test is the whole program
  std::vector<ChosenCase> chosen;     // by their names
  std::vector<std::string> known_as;  // what those that depend on it call it
  bool of_cases = false;              // its program has others, which are told apart by their names
};

bool is_in(const std::string& path, const std::vector<std::string>& directories) {
  return std::ranges::any_of(directories, [&](const std::string& one) { return is_within(path, one); });
}

// Whether it is one test whatever its program has: its outcome, or what it makes for others, is of the whole.
bool is_one(const CtestTest& test) { return test.rules.concern_the_whole() || test.fixtures.serves_others(); }

// Removes from `command` what chooses one case, and gives the case; none if it chooses none.
std::optional<std::string> take_case(std::vector<std::string>& command) {
  const auto filter =
      std::find_if(command.begin(), command.end(), [](const auto& w) { return w.starts_with(kFilter); });
  const auto disabled = std::find(command.begin(), command.end(), kDisabledToo);
  if (filter == command.end() || disabled == command.end()) return std::nullopt;
  std::string name = filter->substr(kFilter.size());
  std::erase_if(command, [](const auto& word) { return word.starts_with(kFilter) || word == kDisabledToo; });
  return name;
}

// What a test is called by others, if any of them does.
std::set<std::string> names_depended_on(const std::vector<CtestTest>& tests) {
  std::set<std::string> names;
  for (const CtestTest& test : tests) names.insert(test.depends.begin(), test.depends.end());
  return names;
}

bool chooses_by_name(const CtestTest& test, const std::vector<std::string>& own) {
  return is_in(test.command.front(), own) && !is_one(test) && name_chosen_by(test);
}

// The tests that choose cases of one program by their names.
struct Choosing {
  CtestTest common;  // its labels are those that all of them have
  std::size_t tests = 0;
  bool differ = false;  // in more than the choice
};

// By their program.
std::map<std::string, Choosing> chosen_from(const std::vector<CtestTest>& tests, const std::vector<std::string>& own) {
  std::map<std::string, Choosing> found;
  for (const CtestTest& test : tests) {
    if (!chooses_by_name(test, own)) continue;
    CtestTest common = without_choice(test);
    const auto [place, added] = found.try_emplace(test.command.front());
    Choosing& choosing = place->second;
    ++choosing.tests;
    if (added) {
      choosing.common = std::move(common);
      choosing.common.labels = test.labels;
      continue;
    }
    common.labels = choosing.common.labels;
    choosing.differ |= common != choosing.common;
    std::erase_if(choosing.common.labels,
                  [&](const auto& label) { return std::ranges::find(test.labels, label) == test.labels.end(); });
  }
  std::erase_if(found, [](const auto& one) { return one.second.differ || one.second.tests < 2; });
  return found;
}

void add_choice(Group& group, const CtestTest& test) {
  group.chosen.push_back({.name = name_chosen_by(test).value_or(""),
                          .arguments = {test.command.begin() + 1, test.command.end()},
                          .whole = {.name = test.name, .labels = test.labels, .rules = test.rules}});
}

std::vector<Group> grouped(const std::vector<CtestTest>& tests, const std::vector<std::string>& own) {
  const std::map<std::string, Choosing> choosing = chosen_from(tests, own);
  const std::set<std::string> depended_on = names_depended_on(tests);
  std::vector<Group> groups;
  std::map<CtestTest, std::size_t> known;
  for (const CtestTest& test : tests) {
    Group group{.common = test};
    if (depended_on.contains(test.name)) group.known_as.push_back(test.name);
    const auto chooses = choosing.find(test.command.front());
    if (chooses != choosing.end() && chooses_by_name(test, own)) {
      const auto [place, added] = known.try_emplace(chooses->second.common, groups.size());
      if (added) groups.push_back({.common = chooses->second.common});
      std::ranges::move(group.known_as, std::back_inserter(groups[place->second].known_as));
      add_choice(groups[place->second], test);
      continue;
    }
    std::optional<std::string> name = take_case(group.common.command);
    group.of_cases = name.has_value();
    if (name && is_one(test)) {
      group.common.command = test.command;
      name.reset();
    }
    if (!name) {
      groups.push_back(std::move(group));
      continue;
    }
    group.common.name.clear();
    group.common.disabled = false;  // the binary's own listing says which cases are
    const auto [place, added] = known.try_emplace(group.common, groups.size());
    if (added) {
      groups.push_back(std::move(group));
    } else {
      std::ranges::move(group.known_as, std::back_inserter(groups[place->second].known_as));
    }
    groups[place->second].cases.push_back(std::move(*name));
  }
  return groups;
}

TestBinary binary_of(Group&& group, const std::vector<std::string>& own, const std::string& declared_by) {
  CtestTest& common = group.common;
  const bool is_whole = !is_in(common.command.front(), own) || is_one(common);
  TestBinary binary{
      .whole = {.name = common.name, .labels = std::move(common.labels), .rules = std::move(common.rules)},
      .chosen = std::move(group.chosen),
      .cases = is_whole ? CasesAre::kWhole : CasesAre::kAsked,
      .needs = std::move(common.needs),
      .cost = common.cost,
      .rank = common.rank,
      .depends = std::move(common.depends),
      .known_as = std::move(group.known_as),
      .fixtures = std::move(common.fixtures),
      .disabled = common.disabled,
      .hindrance = std::move(common.mistake)};
  for (const std::string& file : common.required_files) {
    binary.required.push_back(absolute_path(common.working_directory, file));
  }
  frameworks::Artifact& artifact = binary.artifact;
  artifact.program = std::move(group.common.command.front());
  artifact.arguments.assign(std::make_move_iterator(group.common.command.begin() + 1),
                            std::make_move_iterator(group.common.command.end()));
  artifact.environment = std::move(group.common.environment);
  artifact.working_directory = std::move(group.common.working_directory);
  artifact.files = std::move(common.files);
  artifact.timeout = group.common.timeout;
  artifact.timeout_signal = group.common.timeout_signal;
  artifact.declared_by = declared_by;
  artifact.name = std::move(group.common.name);  // for now what tells it from others of the same program
  return binary;
}

// One binary's cases stand in several groups where their properties differ: each group lists its own.
void confine_shared_programs(std::vector<Group>& groups) {
  std::map<std::string, int> users;
  for (const Group& group : groups) {
    if (group.of_cases) ++users[group.common.command.front()];
  }
  for (Group& group : groups) {
    if (group.cases.empty() || users[group.common.command.front()] < 2) continue;
    std::string filter = std::string(kFilter) + join(group.cases, ":");
    if (filter.size() < kLongestFilter) group.common.command.push_back(std::move(filter));
  }
}

}  // namespace

CtestArtifacts ctest_artifacts(const std::vector<CtestTest>& tests, const std::vector<std::string>& own,
                               const std::string& declared_by) {
  CtestArtifacts found;
  std::vector<CtestTest> runnable;
  for (const CtestTest& test : tests) {
    if (!test.command.empty()) {
      runnable.push_back(test);
    } else if (test.disabled) {
      runnable.push_back(test);
      runnable.back().command = {test.name};  // it is not run, and has a name all the same
    } else {
      std::string_view name = test.name;
      if (name.ends_with(kNotBuilt)) name.remove_suffix(kNotBuilt.size());
      found.not_built.emplace_back(name);
    }
  }
  std::vector<Group> groups = grouped(runnable, own);
  confine_shared_programs(groups);
  for (Group& group : groups) found.binaries.push_back(binary_of(std::move(group), own, declared_by));
  give_unique_names(found.binaries);
  return found;
}

}  // namespace maelstrom::session
