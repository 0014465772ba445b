// Which processors a slot and its tests run on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace maelstrom::container::cell {

// A set of processors as sched_setaffinity(2) takes it.
struct Processors {
  unsigned char bits[1024] = {};  // as many as Linux can be built for
  std::size_t size = 0;           // in bytes; 0: nothing is known or nothing is to be said
};

// Where there are as many slots as processors, keeps the caller and the init of each test on the one that belongs to
// the slot of this number; the tests themselves are to have those that it gives. The kernel places a new process by
// what is idle at that moment, and while a slot hands over from one test to the next it often takes the processor that
// another slot is about to need (Linux 6.1: sched/fair.c, find_idlest_cpu).
Processors settle_on_processor(std::uint64_t slot, std::uint64_t slots);

}  // namespace maelstrom::container::cell
