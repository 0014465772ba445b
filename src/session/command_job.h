// A command layer as a job, and what came of it as a layer.
#pragma once

#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/job.h"
#include "core/layer_spec.h"

namespace maelstrom::session {

// What must stand in the container that a command runs in, for its mounts.
LayerSpec command_places();

// `below`: the layers so far with command_places() on top, stacked. The command sees them, writable, as root with
// `environment`, in "/", with /proc, the common devices, terminals and shared memory; nothing of the host but
// the network, if it says so.
Job command_job(const CommandLayer& command, std::vector<Digest> below, const Environment& environment);

// Names everything that decides what the command changes: the job, but for its timeout, and the user's version.
Digest command_key(const CommandLayer& command, const Job& job);

// The tree of what the command changed. Errors: Invalid for a command that failed or did not end in time, with the end
// of its output; what the executor gave. All of them name the command and where it is declared.
Result<Digest> command_change(const CommandLayer& command, const Result<JobResult>& result);

// True of the change of a command that changes nothing.
bool changes_nothing(const Digest& change);

// "the command at maelstrom.toml:3:3 (/bin/sh -c make)".
std::string command_name(const CommandLayer& command);

}  // namespace maelstrom::session
