// A job that is to run, and what is done with what comes of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "base/result.h"
#include "core/executor.h"
#include "core/job.h"
#include "session/needs.h"

namespace maelstrom::session {

enum class Band : std::uint8_t {
  kListing,   // nothing else is known before it
  kDoubtful,  // new, or failed last time
  kProven,
};

// The higher rank comes first, then the band; within a band the longest expected. Durations count by powers of two, so
// that cases which take about as long keep the order in which they came: one artifact's stand together and find their
// container still made.
struct Priority {
  Band band = Band::kProven;
  std::chrono::nanoseconds expected{0};
  int rank = 0;
};

struct PendingJob {
  Priority priority;
  std::function<Job()> make;           // called when a slot is free for it
  std::function<void(JobId)> started;  // it is under way; may be empty
  // The result, and how long the job waited for a slot.
  std::function<void(Result<JobResult>, std::chrono::nanoseconds)> ended;
  Needs needs;
  struct Slow {
    std::chrono::nanoseconds after{0};  // 0: never
    // It has run for so long already. Called after the time above, and whenever it has doubled.
    std::function<void(std::chrono::nanoseconds)> say;
  };
  Slow slow = {};
};

}  // namespace maelstrom::session
