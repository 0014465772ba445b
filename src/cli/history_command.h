// `maelstrom history`: how the cases of a project ended in earlier runs.
#pragma once

#include <string>

#include "cli/options.h"

namespace maelstrom::cli {

struct HistoryOptions {
  std::string test;             // cases, as INTERFACE §1 has it; empty: those that did not always end the same
  std::string format = "text";  // or "json"
  ProjectOptions project;       // of it the configuration's file
  RunOptions run;               // of it the state's root
};

// Gives the exit code. What goes wrong has been said.
int run_history(const HistoryOptions& options);

}  // namespace maelstrom::cli
