// Jobs that have ended and wait for others, so that what is done at their end is done for some of them together.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "core/executor.h"

namespace maelstrom::session {

// Between two short jobs the processor's caches are others'. Several ends in a row cost a quarter less each.
class EndedJobs {
 public:
  // How long one of them may wait for the next.
  static constexpr std::chrono::milliseconds kPatience{3};

  // Takes one. True: it can wait for others, because jobs are short at present, this one has passed, and its slot has
  // its next job already.
  bool hold(Completion completion);

  // Those that were taken, in the order in which they ended.
  std::vector<Completion> take();

  bool empty() const { return ended_.empty(); }
  // Whether those that ran lately took a few milliseconds each at most.
  bool are_short() const;

 private:
  std::vector<Completion> ended_;
  std::chrono::nanoseconds typical_ = std::chrono::seconds(1);  // the later a job, the more its duration counts
};

}  // namespace maelstrom::session
