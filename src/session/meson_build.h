// Meson as commands.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "core/run_observer.h"
#include "session/chosen_targets.h"
#include "session/ctest_artifacts.h"
#include "session/host_build.h"

namespace maelstrom::session {

// Errors of both: those of run_for_build().
Status configure_with_meson(const Host& host, const std::string& project, const std::string& directory,
                            Building building);
// `files`: of the build directory, relative to it; none: everything that tests need.
Status build_with_meson(const Host& host, const std::string& directory, const std::vector<std::string>& files,
                        std::size_t jobs, Building building);

// The files that have to be built for the tests that are asked for, relative to the build directory, each once. None
// where that would be those of all tests, or of none, or nobody can say. `own` as ctest_artifacts() has it.
std::vector<std::string> meson_files_asked_for(const Host& host, const std::string& directory,
                                               const std::vector<std::string>& own, const AsksFor& asks);

// The tests of a configured build directory; `own` as ctest_artifacts() has it. Meson writes them down when it
// configures; it is asked only for what is not there, and a person is warned if it cannot be. Names do not depend on
// what is built. What is not built is noted as that where `asks` asks for it, and left out in any case.
// Errors: Invalid if there is no such list.
Result<CtestArtifacts> meson_tests(const Host& host, const std::string& directory, const std::vector<std::string>& own,
                                   const AsksFor& asks, RunObserver& observer);

}  // namespace maelstrom::session
