// Values of variables, and the references in them: PARITY §1, "environment".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/resolve_containers.h"

namespace maelstrom::config {

// A stretch of a value: text, or a reference to a variable.
struct ValuePart {
  enum class Kind : std::uint8_t { kText, kClient, kPrevious } kind = Kind::kText;
  std::string text;  // or the variable's name
  std::optional<std::string> otherwise;
};

// Reads `$env{X}`, `$prev{X}`, both with `:-default`, and `$$`.
// Errors: Invalid for any other `$`, and for a reference that is not closed.
Result<std::vector<ValuePart>> parse_value(std::string_view value);

// What `element` makes of `before`. A default stands in for an empty value, too.
// Errors: Invalid for a variable that is not set and has no default.
Result<Environment> extended(const Environment& before, const EnvironmentElement& element, const Lookup& client);

}  // namespace maelstrom::config
