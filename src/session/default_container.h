// What a test finds when no directive says anything: INTERFACE §6.
#pragma once

#include <string>
#include <vector>

#include "core/container.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// The default container of `artifact`; its layers are empty, for directives to fill. Of a project in
// /tmp, /tmp is a directory of the throw-away root, not a tmpfs of its own.
ContainerSpec default_container(const frameworks::Artifact& artifact);

// Below the layers that directives give: places to mount on, a synthetic /etc, the working directory.
std::vector<LayerSpec> base_layers(const std::string& working_directory);

// Above them: the test binary at its own path.
LayerSpec program_layer(const std::string& program);
// And what its loader needs.
LayerSpec library_layer(const std::string& program);

}  // namespace maelstrom::session
