// The default containers of the Rust edition's programs: PARITY §3, "built-in default".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "config/resolve_containers.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// Whose default a test finds where no directive speaks.
enum class DefaultContainer : std::uint8_t { kMaelstrom, kCargo, kGoTest, kPytest };

// By the program's name: "maelstrom", "cargo-maelstrom", "maelstrom-go-test", "maelstrom-pytest".
std::optional<DefaultContainer> default_container_named(std::string_view name);

// Of another one than this program's: places for mounts and the mounts, a root that cannot be written, no network, and
// what the framework of that program wants. Beside that, as in each default container, the project's own environment
// and working directory. `client_environment` is asked for what that edition hands on.
ContainerSpec edition_container(DefaultContainer which, const frameworks::Artifact& artifact,
                                const config::Lookup& client_environment);

}  // namespace maelstrom::session
