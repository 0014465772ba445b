#include "container/cell/guard.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>

namespace maelstrom::container::cell {
namespace {

void try_to_open(void* argument) {
  long& result = *static_cast<long*>(argument);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  result = raw_call(SYS_capset, raw_word(&header), raw_word(none));
  if (result == 0) {
    result = raw_call(SYS_openat, AT_FDCWD, raw_word("/proc/sys/kernel/core_pattern"), O_WRONLY | O_CLOEXEC);
  }
  raw_exit(0);
}

}  // namespace

Status refuse_real_root(const Stack& stack) {
  long result = 0;
  const long pid = raw_clone({.flags = CLONE_VFORK, .exit_signal = SIGCHLD}, stack, try_to_open, &result);
  if (pid < 0) return fail(system_error(static_cast<int>(-pid), "clone"));
  ::waitpid(static_cast<pid_t>(pid), nullptr, 0);
  if (result < 0) return {};
  return fail(ErrorCode::kUnavailable,
              "Containers would belong to real root here, and a test could write the host's "
              "/proc/sys/kernel/core_pattern. Run Maelstrom as an ordinary user, or where user 61000 exists.");
}

}  // namespace maelstrom::container::cell
