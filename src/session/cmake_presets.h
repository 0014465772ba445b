// The build directories that a project's CMake presets name.
#pragma once

#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"

namespace maelstrom::session {

// The binaryDir of every configure preset that is not hidden, in the order of the files: those of
// CMakePresets.json, then those of CMakeUserPresets.json, each with what it includes. Absolute, each
// once. A directory that depends on the environment is left out: it cannot be known here.
// Source: cmake-presets(7), versions 1 to 6.
// Errors: Invalid if a file is no JSON object; names it.
Result<std::vector<std::string>> preset_build_directories(const Host& host, const std::string& project);

}  // namespace maelstrom::session
