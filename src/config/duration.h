// Lengths of time as people write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::config {

// "500ms", "30 s", "2min": a whole number with its unit. None for anything else, and for more than 30 years.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// As parse_duration() takes it, in the largest unit that leaves nothing over; of less than a millisecond nothing is
// left.
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace maelstrom::config
