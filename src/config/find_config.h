// Where the configuration of a project is: INTERFACE §5.
#pragma once

#include <optional>
#include <string>

#include "base/host.h"

namespace maelstrom::config {

inline constexpr const char* kConfigName = "maelstrom.toml";

// The path of the maelstrom.toml in `directory` (absolute) or the nearest one above it; none if there
// is none.
std::optional<std::string> find_config(const Host& host, std::string directory);

}  // namespace maelstrom::config
