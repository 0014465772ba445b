// From CTest's tests to test binaries: those of one binary's cases become one.
#pragma once

#include <string>
#include <vector>

#include "session/ctest_model.h"
#include "session/test_binary.h"

namespace maelstrom::session {

struct CtestArtifacts {
  std::vector<TestBinary> binaries;    // in CTest's order, names unique
  std::vector<std::string> left;       // tests whose program is none of the project's
  std::vector<std::string> not_built;  // tests or binaries whose program is not there yet
};

// A test that runs one case of a binary, as gtest_discover_tests() and gtest_add_tests() make them
// (`binary --gtest_filter=CASE --gtest_also_run_disabled_tests …`), is taken together with the
// other cases that have the same program, arguments and properties. `own` are the directories
// whose programs are the project's own; /usr/bin/cmake is none.
CtestArtifacts ctest_artifacts(const std::vector<CtestTest>& tests, const std::vector<std::string>& own);

}  // namespace maelstrom::session
