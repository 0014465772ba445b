// `maelstrom cluster up` and `down`: a cluster on this machine, for trying out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/options.h"

namespace maelstrom::cli {

struct ClusterUpOptions {
  std::size_t workers = 1;
  std::optional<std::size_t> slots;  // of each worker; none: the processors, shared out
  unsigned port = 8980;              // and the four behind it
  std::optional<std::string> data;   // a directory; none: one that goes with the cluster
  std::optional<std::string> engine_directory;
  RunOptions run;  // where caches and state are
};

// Give the exit code. What goes wrong has been said.
int run_cluster_up(const ClusterUpOptions& options);
int run_cluster_down(const RunOptions& options);

}  // namespace maelstrom::cli
