// Limits that all of a slot's processes share.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace maelstrom::container::cell {

// At most `count` processes and threads at once in the slot: pid_max of its pid namespace (Linux
// 6.14), else RLIMIT_NPROC, which counts those of the slot's user namespace.
Status limit_processes(std::uint64_t count);

// This slot's part of the instances of inotify that the kernel gives to one user.
void limit_inotify(std::uint64_t slots);

}  // namespace maelstrom::container::cell
