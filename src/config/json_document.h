// JSON as the same tree of values that TOML becomes.
#pragma once

#include <optional>
#include <string_view>

#include "config/document.h"

namespace maelstrom::config {

// Reads one JSON value that fills `text` (RFC 8259; a number without a fraction must fit 64 bits).
// `begin` is the position of its first character in the file. A syntax error, a key that stands twice
// or more than 128 values inside one another go to `diagnostics`; the result is none then.
std::optional<Value> parse_json(std::string_view text, Position begin, Diagnostics& diagnostics);

}  // namespace maelstrom::config
