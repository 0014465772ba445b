#include "container/cell/process_limit.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

constexpr std::uint64_t kLeastPidMax = 301;  // source: kernel/pid.c, RESERVED_PIDS
constexpr std::uint64_t kMostPidMax = 4 << 20;

// Before it was one number for the whole machine.
bool pid_max_is_of_namespace() {
  utsname name{};
  int major = 0;
  int minor = 0;
  return ::uname(&name) == 0 && std::sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
         (major > 6 || (major == 6 && minor >= 14));
}

}  // namespace

Status limit_processes(std::uint64_t count) {
  const std::uint64_t pid_max = std::clamp(count, kLeastPidMax, kMostPidMax);
  if (pid_max_is_of_namespace() && write_file({AT_FDCWD, "/proc/sys/kernel/pid_max"}, std::to_string(pid_max))) {
    return {};
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NPROC, &limit) != 0) return fail(system_error(errno, "getrlimit", "RLIMIT_NPROC"));
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, count);
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NPROC, &limit) != 0) return fail(system_error(errno, "setrlimit", "RLIMIT_NPROC"));
  return {};
}

void limit_inotify(std::uint64_t slots) {
  char text[32] = {};
  const os::Fd host(::open("/proc/sys/fs/inotify/max_user_instances", O_RDONLY | O_CLOEXEC));
  if (!host || read_start(host.get(), text, sizeof text - 1) <= 0) return;
  const std::uint64_t share = std::strtoull(text, nullptr, 10) / std::max<std::uint64_t>(slots, 1);
  // A kernel without the file has the limit of the machine only.
  static_cast<void>(write_file({AT_FDCWD, "/proc/sys/user/max_inotify_instances"}, std::to_string(share)));
}

}  // namespace maelstrom::container::cell
