#include "container/cell/identity.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

constexpr rlim_t kStackBytes = 8 << 20;
constexpr rlim_t kOpenFiles = 1024;

void default_signals() {
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
}

void limit(__rlimit_resource resource, rlim_t soft) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) return;
  current.rlim_cur = std::min(soft, current.rlim_max);
  ::setrlimit(resource, &current);
}

void default_limits() {
  limit(RLIMIT_STACK, kStackBytes);
  limit(RLIMIT_NOFILE, kOpenFiles);
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_RSS}) {
    limit(resource, RLIM_INFINITY);
  }
  // 1, not 0: a pipe handler of the host's core_pattern ignores 0.
  const rlimit no_core{1, 1};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

// What the program that started the cell left open, also above the limit that holds now.
Status close_inherited() {
  if (::syscall(SYS_close_range, kLayersFd + 1, ~0U, 0) == 0) return {};
  if (errno != ENOSYS && errno != EPERM) return fail(system_error(errno, "close_range"));
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
  if (!directory) return fail(system_error(errno, "open", "/proc/self/fd"));
  std::vector<int> inherited;
  while (const dirent* entry = ::readdir(directory.get())) {
    const int fd = static_cast<int>(std::strtol(entry->d_name, nullptr, 10));  // "." and "..": 0
    if (fd > kLayersFd && fd != ::dirfd(directory.get())) inherited.push_back(fd);
  }
  for (const int fd : inherited) ::close(fd);
  return {};
}

}  // namespace

Status become_neutral() {
  ::setsid();  // fails only for a leader of a group, which has a session of its own already
  default_signals();
  ::umask(022);
  ::personality(0);
  default_limits();
  TRY(close_inherited());
  for (const int fd : {kSocketFd, kLayersFd}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  // The kernel takes the test before the runner when memory ends. Forbidden only where the person
  // set a higher value already.
  static_cast<void>(write_file({AT_FDCWD, "/proc/self/oom_score_adj"}, "500"));
  return {};
}

Status drop_root(const Options& options) {
  if (::geteuid() != 0) return {};
  const uid_t user = options.unprivileged_user;
  const gid_t group = options.unprivileged_group;
  if (::setgroups(0, nullptr) != 0 || ::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) {
    // Root of a user namespace in which the user has no meaning: whether it is real root shows later,
    // by what it may write (refuse_real_root).
    if (errno == EINVAL || errno == EPERM) return {};
    return fail(system_error(errno, "setresuid"));
  }
  // Otherwise /proc/self belongs to root, and the maps of a user namespace cannot be written.
  if (::prctl(PR_SET_DUMPABLE, 1) != 0) return fail(system_error(errno, "prctl", "PR_SET_DUMPABLE"));
  return {};
}

}  // namespace maelstrom::container::cell
