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

}  // namespace maelstrom::os
