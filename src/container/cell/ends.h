// The ends of jobs on their way to the runner.
#pragma once

#include <chrono>
#include <string_view>

#include "base/result.h"
#include "container/cell/channel.h"
#include "container/wire.h"

namespace maelstrom::container::cell {

// Keeps ends until they are told: those of short jobs go together, because each packet wakes the runner.
class Ends {
 public:
  explicit Ends(Channel& channel) : channel_(channel) {}

  // Keeps one that happens now, as CLOCK_MONOTONIC has it.
  Status add(const JobEnd& end, std::chrono::nanoseconds now);
  // Tells all that are kept. The descriptors are those of the last one.
  Status tell(const int* fds = nullptr, std::size_t fd_count = 0);
  // When they are to be told at the latest; the end of time if none are kept.
  std::chrono::nanoseconds due() const { return due_; }

 private:
  Channel& channel_;
  Writer kept_;
  std::chrono::nanoseconds due_ = std::chrono::nanoseconds::max();
};

}  // namespace maelstrom::container::cell
