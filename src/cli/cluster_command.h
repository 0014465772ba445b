// `maelstrom cluster`: what goes on there.
#pragma once

#include <optional>
#include <string>

#include "cli/options.h"

namespace maelstrom::cli {

struct ClusterStatusOptions {
  bool watch = false;
  std::string format = "text";             // or json
  std::optional<std::string> config_file;  // in place of the user's
  RunOptions run;                          // the engine, and who calls
};

// Gives the exit code. What goes wrong has been said.
int run_cluster_status(const ClusterStatusOptions& options);

}  // namespace maelstrom::cli
