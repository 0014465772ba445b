// The two user namespaces of a slot.
//
// S owns the slot's namespaces; in it the cell is user 65534 and user 0 has no meaning, so that
// nobody passes the owner checks of the sysctls of net and ipc. T is a child of S, in which tests
// live with all capabilities over their own files and none over what S owns.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "container/cell/raw.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// Moves the caller into a new S. Errors carry the step only; see refusal.h for the sentence.
Status enter_slot_user_namespace();

// The Ts of a slot: one for each (user, group) that a job asked for.
class TestUserNamespaces {
 public:
  // `proc`: the /proc of the cell's own pid namespace, which a container need not have. It outlives this.
  explicit TestUserNamespaces(int proc) : proc_(proc) {}

  // A descriptor of the namespace in which the cell's user is `user`:`group`. Valid as long as this.
  // No test may be under way: the cell is dumpable for a moment.
  Result<int> get(std::uint32_t user, std::uint32_t group, const Stack& stack);

 private:
  struct Entry {
    std::uint32_t user;
    std::uint32_t group;
    os::Fd fd;
  };
  int proc_;
  std::vector<Entry> entries_;
};

}  // namespace maelstrom::container::cell
