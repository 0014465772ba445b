// Programs of the host, run to their end.
#pragma once

#include "base/host.h"
#include "base/result.h"
#include "base/wake.h"

namespace maelstrom::os {

// Runs the command and waits for its end; what daemons of it still write is not waited for.
//
// With a `wake`, a signal that asks this program to end goes on to the command and its process group,
// which is waited for, and killed if it takes more than seconds, or if a second interrupt comes. Errors: the program
// cannot be started; Interrupted if such a signal came.
Result<HostCommandResult> run_command(const HostCommand& command, Wake* wake);

// Runs `program`, a path or a name in PATH, with the one argument `word` and with `input` on its standard input. One
// that is not there exits with 127. Errors: as run_command().
Result<HostCommandResult> ask_program(const std::string& program, const std::string& word, const std::string& input);

}  // namespace maelstrom::os
