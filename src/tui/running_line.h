// What runs at the moment, in one line: INTERFACE §7.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

namespace maelstrom::tui {

struct RunningCase {
  std::string name;  // as it is shown: well-formed UTF-8 without control characters
  std::chrono::nanoseconds duration{0};
};

// Names as many of `running` (at least one; the first come first) as fit into `columns` (at least 20)
// and counts the others. A narrow window loses the word in front, then the count, then the first name's beginning.
std::string running_line(std::span<const RunningCase> running, std::size_t columns);

}  // namespace maelstrom::tui
