// `maelstrom cluster`: what goes on there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "reapi/execution_messages.h"

namespace maelstrom::cli {

struct ClusterStatusOptions {
  bool watch = false;
  std::optional<std::string> config_file;  // in place of the user's
  RunOptions run;                          // the engine, and who calls
};

// How many tests run and wait of each run, the runs of one share together, those with most first:
//   12 running, 34 queued
//     ann@laptop  18baf3c5b3fd4b54-3f2a1   8 running  30 queued
std::string described(const std::vector<reapi::QueuedOperation>& operations);

// Gives the exit code. What goes wrong has been said.
int run_cluster_status(const ClusterStatusOptions& options);

}  // namespace maelstrom::cli
