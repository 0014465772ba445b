// `maelstrom worker`: runs the actions of a cluster's engine on this machine.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace maelstrom::cli {

struct WorkerCommandOptions {
  std::string engine;                  // as reapi::parse_remote_address takes it
  std::optional<std::string> storage;  // likewise; none: the engine's
  std::optional<std::string> instance;
  std::vector<std::string> platform;       // NAME=VALUE
  std::optional<std::size_t> fetch_ahead;  // none: as many as slots
  std::optional<std::string> metrics;      // as os::Listener takes it
  std::optional<std::string> config_file;  // in place of the user's
  bool print_config = false;
  RunOptions run;
  std::optional<std::string> color;
};

// Gives the exit code. What goes wrong has been said.
int run_worker(const WorkerCommandOptions& options);

}  // namespace maelstrom::cli
