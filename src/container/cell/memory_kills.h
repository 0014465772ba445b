// How many processes the kernel has killed for want of memory.
#pragma once

#include "os/fd.h"

namespace maelstrom::container::cell {

class MemoryKills {
 public:
  explicit MemoryKills(int proc);  // a directory of /proc
  // Takes the count as it is now for the one to compare with.
  void remember();
  // True if it grew since; remembers it.
  bool grew();

 private:
  long read() const;  // -1 if the kernel does not say

  os::Fd vmstat_;
  long remembered_ = -1;
};

}  // namespace maelstrom::container::cell
