// How much is kept of what a job writes.
#pragma once

#include <cstdint>

#include "core/job.h"

namespace maelstrom::execute {

// Drops the middle of `output` until `limit` bytes are left, as a cell of this machine does: its head is the first half
// of the limit, its tail the last.
void keep_within(Output& output, std::uint64_t limit);

}  // namespace maelstrom::execute
