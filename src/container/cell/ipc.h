// The ipc namespace of a slot, and the proof that a test left nothing in it.
#pragma once

#include <optional>

#include "base/result.h"
#include "container/cell/volume.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// SysV objects are counted by the kernel. One that was made and removed again moves the sequence of
// ids, so a probe draws one of each kind after each test. Queues of POSIX stand in a file system.
class IpcNamespace {
 public:
  // Makes a new one, and leaves the caller in it.
  static Result<IpcNamespace> create();
  // Draws the next ids. Call it once after each test, from within.
  bool prove_clean();

 private:
  struct Ids {
    int shared_memory = -1;
    int semaphores = -1;
    int messages = -1;
  };
  static std::optional<Ids> draw();
  static bool is_empty();

  os::Fd queues_;                   // the root of a mount of its queues
  DirectoryState queues_at_first_;  // with a size that grows and falls with the entries
  Ids last_;
};

}  // namespace maelstrom::container::cell
