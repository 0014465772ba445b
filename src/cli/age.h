// How long ago, as a person types it.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace maelstrom::cli {

// "90s", "45m", "12h", "30d", "2w": a whole number and its unit. None for anything else, and for more than 1000 years.
std::optional<std::chrono::seconds> parse_age(std::string_view text);

}  // namespace maelstrom::cli
