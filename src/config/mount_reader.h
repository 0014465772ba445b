// A mount as a configuration writes it: PARITY §1, "mounts" and "devices".
#pragma once

#include <optional>

#include "config/document.h"
#include "core/container.h"

namespace maelstrom::config {

// Mount points come out absolute. None if `value` is no mount, which is then reported.
std::optional<Mount> read_mount(const Value& value, Diagnostics& diagnostics);

}  // namespace maelstrom::config
