#include "container/cell/user_namespaces.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

constexpr std::uint32_t kSlotId = 65534;
constexpr std::size_t kKept = 16;

// What the helper that makes a T does; it shares the cell's memory and descriptors.
struct Making {
  int proc;
  char user_map[64];
  char group_map[64];
  const char* step = nullptr;
  long result = 0;  // a descriptor of the namespace, or -errno of `step`
};

long raw_write_file(int directory, const char* path, const char* content) {
  const long fd = raw_call(SYS_openat, directory, raw_word(path), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return fd;
  const long written = raw_call(SYS_write, fd, raw_word(content), static_cast<long>(std::strlen(content)));
  raw_call(SYS_close, fd);
  return written;
}

bool attempt(Making& making, const char* step, long result) {
  making.step = step;
  making.result = result;
  return result >= 0;
}

void make(void* argument) {
  Making& making = *static_cast<Making*>(argument);
  if (attempt(making, "unshare a user namespace", raw_call(SYS_unshare, CLONE_NEWUSER)) &&
      attempt(making, "write setgroups", raw_write_file(making.proc, "self/setgroups", "deny")) &&
      attempt(making, "write uid_map", raw_write_file(making.proc, "self/uid_map", making.user_map)) &&
      attempt(making, "write gid_map", raw_write_file(making.proc, "self/gid_map", making.group_map))) {
    attempt(making, "open ns/user", raw_call(SYS_openat, making.proc, raw_word("self/ns/user"), O_RDONLY | O_CLOEXEC));
  }
  raw_exit(0);
}

}  // namespace

Status enter_slot_user_namespace() {
  const std::string user_map = std::to_string(kSlotId) + " " + std::to_string(::geteuid()) + " 1";
  const std::string group_map = std::to_string(kSlotId) + " " + std::to_string(::getegid()) + " 1";
  TRY(unshare_kind(CLONE_NEWUSER, "CLONE_NEWUSER"));
  TRY(write_file({AT_FDCWD, "/proc/self/setgroups"}, "deny"));
  TRY(write_file({AT_FDCWD, "/proc/self/uid_map"}, user_map));
  return write_file({AT_FDCWD, "/proc/self/gid_map"}, group_map);
}

Result<int> TestUserNamespaces::get(std::uint32_t user, std::uint32_t group, const Stack& stack) {
  for (const Entry& entry : entries_) {
    if (entry.user == user && entry.group == group) return entry.fd.get();
  }
  Making making{.proc = proc_};
  std::snprintf(making.user_map, sizeof making.user_map, "%u %u 1", user, kSlotId);
  std::snprintf(making.group_map, sizeof making.group_map, "%u %u 1", group, kSlotId);
  ::prctl(PR_SET_DUMPABLE, 1);
  const long helper = raw_clone({.flags = CLONE_FILES | CLONE_VFORK, .exit_signal = SIGCHLD}, stack, make, &making);
  ::prctl(PR_SET_DUMPABLE, 0);
  if (helper < 0) return fail(system_error(static_cast<int>(-helper), "clone"));
  ::waitpid(static_cast<pid_t>(helper), nullptr, 0);
  if (making.result < 0) {
    return fail(system_error(static_cast<int>(-making.result), making.step)
                    .in("user " + std::to_string(user) + ", group " + std::to_string(group)));
  }
  if (entries_.size() >= kKept) entries_.erase(entries_.begin());
  entries_.push_back({user, group, os::Fd(static_cast<int>(making.result))});
  return entries_.back().fd.get();
}

}  // namespace maelstrom::container::cell
