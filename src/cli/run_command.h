// `maelstrom run`: jobs from a stream or a file, without a project.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace maelstrom::cli {

struct RunJobsOptions {
  std::optional<std::string> file;         // JSON, or TOML by its name; standard input without it
  std::optional<std::string> config_file;  // in place of the user's
  bool one = false;
  bool tty = false;  // one, on this program's terminal
  std::string escape_key;
  bool print_config = false;
  RunOptions run;
  std::optional<std::string> color;
  std::vector<std::string> command_line;  // in place of the one job's own
};

// Gives the exit code. What goes wrong has been said.
int run_jobs(const RunJobsOptions& options);

}  // namespace maelstrom::cli
