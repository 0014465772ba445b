// What surrounds a project's tests, as the commands that look at them agree on.
#pragma once

#include <optional>
#include <string>

#include "cli/asked.h"
#include "cli/workshop.h"
#include "session/containers.h"
#include "session/ports.h"

namespace maelstrom::cli {

// `build_directory` as session::Discovered has it.
session::ContainerRules container_rules(const Asked& asked, const std::optional<std::string>& build_directory);

// Lets the layers that `ports` build stand where project_path puts the project, if anywhere. What is built outside of
// the project stays where it is, which is said.
void place_project(session::Ports& ports, const Workshop& workshop, const Asked& asked,
                   const std::optional<std::string>& build_directory);

}  // namespace maelstrom::cli
