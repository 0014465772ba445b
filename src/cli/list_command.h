// `maelstrom list`: what `maelstrom test` would run, without running it.
#pragma once

#include <string>

#include "cli/options.h"

namespace maelstrom::cli {

enum class ListedThing : std::uint8_t { kTests, kArtifacts, kContainers };

struct ListOptions {
  ListedThing thing = ListedThing::kTests;
  std::string format = "text";
  ProjectOptions project;
  RunOptions run;
  std::optional<std::string> color;
};

// Gives the exit code. What goes wrong has been said.
int run_list(const ListOptions& options);

}  // namespace maelstrom::cli
