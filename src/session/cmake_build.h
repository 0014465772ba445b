// CMake and CTest as commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "session/ctest_model.h"
#include "session/host_build.h"

namespace maelstrom::session {

// A configured build directory.
struct CmakeBuild {
  std::string directory;
  std::optional<std::string> configuration;  // of a generator with several
};

// Errors of all: Invalid with the command's own output if it fails; that it cannot be started.
Status configure(const Host& host, const std::string& project, const std::string& directory, Building building);
// `targets`: none are all that the project builds by default.
Status build(const Host& host, const CmakeBuild& build, const std::vector<std::string>& targets, std::size_t jobs,
             Building building);
Result<std::vector<CtestTest>> ask_ctest(const Host& host, const CmakeBuild& build);

}  // namespace maelstrom::session
