// `maelstrom cluster deploy`: a cluster for others to set up.
#pragma once

#include <optional>
#include <string>

#include "cli/deployment.h"

namespace maelstrom::cli {

struct DeployOptions {
  Deployment deployment;
  std::string kind;                    // one of kDeploymentKinds
  std::optional<std::string> storage;  // as config::parse_bytes takes it
  std::optional<std::string> cache;    // likewise
  std::optional<std::string> memory;   // likewise
  std::optional<std::string> output;   // a directory; none: all is printed
};

inline constexpr const char* kDeploymentKinds[] = {"kubernetes", "compose", "systemd"};

// Gives the exit code. What goes wrong has been said.
int run_cluster_deploy(const DeployOptions& options);

}  // namespace maelstrom::cli
