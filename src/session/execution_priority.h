// What the order of this machine's queue is to an engine, which orders what it was given by a number.
#pragma once

#include <cstdint>

#include "session/pending_job.h"

namespace maelstrom::session {

// As ExecutionPolicy.priority has it: the lower number comes earlier. The order is that of JobQueue, but for durations
// less than four times apart and ranks beyond two: the numbers stay small, because an engine that is fair between
// invocations gives one with lower numbers more (Buildbarn: twice as much for each hundred).
std::int32_t execution_priority(const Priority& priority);

// The power of two of microseconds by which a duration counts.
int magnitude(std::chrono::nanoseconds expected);

}  // namespace maelstrom::session
