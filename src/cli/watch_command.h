// `maelstrom test --watch`: rounds, each when files of the project have changed or a person wants one.
#pragma once

#include "base/result.h"
#include "cli/test_command.h"
#include "os/wake.h"

namespace maelstrom::cli {

// Gives the exit code of the last round, or 128 and the signal that ended it. Errors: the project is not found, or
// cannot be watched.
Result<int> watch_tests(const TestOptions& options, os::SystemWake& wake);

}  // namespace maelstrom::cli
