// `maelstrom why`: whether a case runs, and which input makes it run. `maelstrom diff`: in what two actions differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace maelstrom::cli {

struct WhyOptions {
  std::string test;  // the case, as INTERFACE §1 has it
  std::string format = "text";
  bool all_differences = false;
  ProjectOptions project;
  RunOptions run;
  std::optional<std::string> color;
  std::vector<std::string> test_arguments;  // after "--"
};

struct DiffOptions {
  std::string before;  // digests, or what they begin with
  std::string after;
  std::string format = "text";
  bool all_differences = false;
  RunOptions run;
};

// Each gives the exit code. What goes wrong has been said.
int run_why(const WhyOptions& options);
int run_diff(const DiffOptions& options);

}  // namespace maelstrom::cli
