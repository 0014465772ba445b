// Meson as commands.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "session/ctest_artifacts.h"
#include "session/host_build.h"

namespace maelstrom::session {

// Errors of both: those of run_for_build().
Status configure_with_meson(const Host& host, const std::string& project, const std::string& directory,
                            Building building);
Status build_with_meson(const Host& host, const std::string& directory, std::size_t jobs, Building building);

// The tests of a configured build directory; `own` as ctest_artifacts() has it. Nothing is run: Meson writes them down
// when it configures. Errors: Invalid if there is no such list.
Result<CtestArtifacts> meson_tests(const Host& host, const std::string& directory, const std::vector<std::string>& own);

}  // namespace maelstrom::session
