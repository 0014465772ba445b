// `maelstrom output`: what a case wrote when it ran last.
#pragma once

#include <optional>
#include <string>

#include "cli/options.h"

namespace maelstrom::cli {

struct OutputOptions {
  std::string test;             // the case, as INTERFACE §1 has it
  std::string stream = "both";  // or "stdout", "stderr"
  ProjectOptions project;       // of it the configuration's file
  RunOptions run;               // of it the cache's root and the state's
};

// Gives the exit code. What goes wrong has been said.
int run_output(const OutputOptions& options);

}  // namespace maelstrom::cli
