// How far a run is, in one line: INTERFACE §7.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "tui/colours.h"

namespace maelstrom::tui {

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;   // not 0
  std::size_t cached = 0;  // of those done
  std::size_t failed = 0;  // of those done
  std::size_t errors = 0;  // of those done: cases without a verdict
  std::optional<std::chrono::seconds> left;
};

// At most `columns` (at least 20) columns wide. In a narrow window first the bar shrinks, then how many
// were cached goes, then the estimate, then the bar; a percentage stands for the counts where they leave no room for
// the failures.
std::string progress_line(const Progress& progress, std::size_t columns, Colours colours);

}  // namespace maelstrom::tui
