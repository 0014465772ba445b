// What of this machine a program can see although nobody gives it to it.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace maelstrom::os {

// As /proc/cpuinfo names the first processor: "AMD EPYC 7B13". Errors: NotFound where it names none; of reading it.
Result<std::string> cpu_model();
// How many processors this process may run on, at least 1: sched_getaffinity(2).
std::size_t usable_cores();
// The machine's name in its network: uname(2).
Result<std::string> host_name();
// "6.1.0-18-amd64": uname(2).
Result<std::string> kernel_release();

}  // namespace maelstrom::os
