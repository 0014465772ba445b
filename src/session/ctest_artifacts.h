// From CTest's tests to test binaries: those of one binary's cases become one.
#pragma once

#include <string>
#include <vector>

#include "session/ctest_model.h"
#include "session/test_binary.h"

namespace maelstrom::session {

struct CtestArtifacts {
  std::vector<TestBinary> binaries;    // in CTest's order, names unique
  std::vector<std::string> not_built;  // tests or binaries whose program is not there yet
};

// A test that runs one case of a binary, as gtest_discover_tests() and gtest_add_tests() make them
// (`binary --gtest_filter=CASE --gtest_also_run_disabled_tests …`), is taken together with the
// other cases that have the same program, arguments and properties; so is one that chooses a case by its name
// (session/chosen_cases.h), if it has all but its labels in common with every other that chooses one of that program.
// A test is one plain case where its program is not
// in `own`, the directories of the project (/usr/bin/cmake is none of its own), and where its properties are about
// the whole program (WILL_FAIL). `declared_by` is who says all this.
CtestArtifacts ctest_artifacts(const std::vector<CtestTest>& tests, const std::vector<std::string>& own,
                               const std::string& declared_by = "CTest");

}  // namespace maelstrom::session
