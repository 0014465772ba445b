// `maelstrom test`: finds, builds, lists, selects, runs, reports.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace maelstrom::cli {

struct TestOptions {
  ProjectOptions project;
  RunOptions run;
  DisplayOptions display;
  bool init = false;                        // nothing else, then
  bool no_run = false;                      // the build is all
  bool watch = false;                       // again when something has changed
  std::vector<std::string> test_arguments;  // after "--"
};

// Gives the exit code. What goes wrong has been said.
int run_test(const TestOptions& options);

}  // namespace maelstrom::cli
