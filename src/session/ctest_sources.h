// What CTest's list of the tests of a build directory depends on, read from the scripts that CTest reads.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/host.h"
#include "session/cmake_build.h"

namespace maelstrom::session {

struct CtestSources {
  std::set<std::string> files;  // whose content decides, and whether they are there
  std::set<std::string> names;  // of which only decides whether something is there
  bool operator==(const CtestSources&) const = default;
};

// None if a script does what cannot be foreseen: CTest is to be asked then, each time. What can be is what CMake and
// its modules write: add_test, set_tests_properties, set, include, subdirs, and conditions on files and the
// configuration. Source: CMake 3.25, Source/CTest/cmCTestTestHandler.cxx (cmCTestTestHandler::GetListOfTests,
// FindExecutable).
std::optional<CtestSources> ctest_sources(const Host& host, const CmakeBuild& build);

}  // namespace maelstrom::session
