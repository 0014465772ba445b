// A layer as a configuration writes it: PARITY §1, "layers" and "prefix options".
#pragma once

#include <optional>

#include "config/document.h"
#include "core/layer_spec.h"

namespace maelstrom::config {

// None if `value` is no layer, which is then reported.
std::optional<LayerSpec> read_layer(const Value& value, Diagnostics& diagnostics);

}  // namespace maelstrom::config
