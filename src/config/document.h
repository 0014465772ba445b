// A configuration text as a tree of values that know where they stand, whatever library read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/diagnostics.h"

namespace maelstrom::config {

struct Value;
struct Member;
using Array = std::vector<Value>;
using Table = std::vector<Member>;  // in the order of the text; no key stands twice
struct Date {};                     // TOML has dates; no field of ours is one
struct Null {};                     // and JSON null

struct Value {
  std::variant<std::string, std::int64_t, double, bool, Date, Array, Table, Null> is;
  Position at;
};

struct Member {
  std::string key;
  Position at;  // of the key
  Value value;
};

// "a string", "a table".
std::string_view kind_of(const Value& value);

// Reads TOML 1.0. A syntax error or a key that stands twice goes to `diagnostics`; the result is
// none then.
std::optional<Table> parse_toml(std::string_view text, Diagnostics& diagnostics);

}  // namespace maelstrom::config
