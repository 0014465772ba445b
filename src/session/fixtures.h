// What tests share: CTest's fixtures, which some tests set up, others require, and again others clean up.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "core/digest.h"
#include "core/test_case.h"

namespace maelstrom::session {

struct TestBinary;

// By the names of fixtures. Source: cmake-properties(7), FIXTURES_SETUP, FIXTURES_CLEANUP and FIXTURES_REQUIRED.
struct FixtureRoles {
  std::vector<std::string> setup;
  std::vector<std::string> cleanup;
  std::vector<std::string> required;
  auto operator<=>(const FixtureRoles&) const = default;

  bool has_any() const { return !setup.empty() || !cleanup.empty() || !required.empty(); }
  bool serves_others() const { return !setup.empty() || !cleanup.empty(); }
};

// Of each fixture, what its tests have made of the file system so far: that is what those that require it see, and
// nobody else.
class Fixtures {
 public:
  // Which of `binaries` run so that those run that are `wanted`: they, and those that set up and clean up what they
  // require.
  static std::vector<bool> completed(const std::vector<TestBinary>& binaries, std::vector<bool> wanted);

  // A test that sets up has ended. What is skipped or ignored hinders nobody.
  void ended(const FixtureRoles& roles, const CaseResult& result);

  // Why a test cannot run: a test that sets up what it requires has failed. Empty if none has. Who cleans up runs
  // in any case.
  std::string hindrance(const FixtureRoles& roles) const;
  // What is to lie above the layers of a test, bottom first.
  std::vector<Digest> layers(const FixtureRoles& roles) const;

 private:
  std::map<std::string, std::vector<Digest>> made_;
  std::map<std::string, std::string> broken_;  // fixture → the test that failed
};

}  // namespace maelstrom::session
