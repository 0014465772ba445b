// Parts of a container as a maelstrom.toml spells them, in JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/container.h"

namespace maelstrom::cli {

using OrderedJson = nlohmann::ordered_json;

// {"glob": "data/**", "canonicalize": true}; what is at its default is left out.
OrderedJson layer_value(const LayerSpec& layer);
// {"type": "bind", "mount_point": "/data", "local_path": "/srv/data", "read_only": true}
OrderedJson mount_value(const Mount& mount);

// `value` on one line of TOML: strings, numbers, booleans, arrays and inline tables.
// Source: TOML 1.0, "String", "Inline Table".
std::string as_toml(const OrderedJson& value);

}  // namespace maelstrom::cli
