// The targets of a build directory, as CMake's File API tells them: cmake-file-api(7), object kind "codemodel",
// version 2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "session/cmake_build.h"

namespace maelstrom::session {

struct CmakeTarget {
  std::string name;                   // as `cmake --build --target` takes it
  std::vector<std::string> products;  // absolute
  bool is_program = false;
  bool operator==(const CmakeTarget&) const = default;
};

// Lets CMake tell the targets of `directory` whenever it configures it from now on.
// Errors: Invalid, of the command that does it.
Status ask_for_targets(const Host& host, const std::string& directory);

// Those of the build's configuration, in CMake's order. None: CMake has not told them (yet).
// Errors: Invalid if what it told cannot be read; of Host.
Result<std::optional<std::vector<CmakeTarget>>> read_cmake_targets(const Host& host, const CmakeBuild& build);

}  // namespace maelstrom::session
