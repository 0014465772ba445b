// CTest's tests as values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/container.h"
#include "frameworks/plain_rules.h"
#include "session/fixtures.h"
#include "session/needs.h"

namespace maelstrom::session {

struct CtestTest {
  std::string name;
  std::vector<std::string> command;  // the program first; empty if CTest does not find it
  std::string working_directory;
  Environment environment;
  std::chrono::seconds timeout{0};  // 0 = none
  std::optional<TimeoutSignal> timeout_signal;
  bool disabled = false;
  std::string mistake;  // for which CTest does not run it, and says that it failed; empty if there is none
  frameworks::PlainRules rules;
  std::vector<std::string> required_files;  // as the project writes them
  std::vector<std::string> files;           // of the host, absolute, that come along where they are there
  std::vector<std::string> labels;
  Needs needs;
  std::chrono::milliseconds cost{0};
  int rank = 0;  // the higher comes earlier, whatever else is known
  std::vector<std::string> depends;
  FixtureRoles fixtures;
  auto operator<=>(const CtestTest&) const = default;
};

// Reads what `ctest --show-only=json-v1` prints. Source: ctest(1), "Show as JSON Object Model",
// version 1; of another minor version everything that it has in common. Other lines may stand in front.
// Errors: Invalid if it is no such object, or of another major version.
Result<std::vector<CtestTest>> parse_ctest_tests(std::string_view json);

}  // namespace maelstrom::session
