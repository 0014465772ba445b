// The default containers of the Rust edition's programs: PARITY §3, "built-in default".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/resolve_containers.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// Whose default a test finds where no directive speaks.
enum class DefaultContainer : std::uint8_t { kMaelstrom, kCargo, kGoTest, kPytest };

// By the program's name: "maelstrom", "cargo-maelstrom", "maelstrom-go-test", "maelstrom-pytest".
std::optional<DefaultContainer> default_container_named(std::string_view name);

// This program's is default_container()'s. Another one's has places for mounts and the mounts, a root that cannot be
// written, no network, and what the framework of that program wants. Beside that each has the project's own environment
// and working directory. `client_environment` is asked for what the Rust edition hands on.
ContainerSpec start_container(DefaultContainer which, const frameworks::Artifact& artifact,
                              const config::Lookup& client_environment);

// Below the layers that directives give.
std::vector<LayerSpec> layers_below(DefaultContainer which);

// On top, where nothing else stands there: places, the working directory among them.
std::vector<LayerSpec> layers_on_top(DefaultContainer which, const std::string& working_directory);

}  // namespace maelstrom::session
