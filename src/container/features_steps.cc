#include "container/features_steps.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "container/cell.h"
#include "os/fd.h"

namespace maelstrom::container {
namespace {

using os::Fd;

int error_of(long result) { return result < 0 ? errno : 0; }

int write_file(const char* path, std::string_view text) {
  const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
  if (!file) return errno;
  return error_of(::write(file.get(), text.data(), text.size()));
}

// The kernel's guard is the global user 0, whatever a nested user namespace calls it. glibc's wrappers would wait
// for the threads of the process that was copied (setxid, nptl(7)), which are not in this one.
void become_unprivileged() {
  constexpr auto kGroup = kUnprivilegedGroup;
  constexpr auto kUser = kUnprivilegedUser;
  if (::geteuid() != 0) return;
  if (::syscall(SYS_setgroups, 0, nullptr) != 0) return;  // root of a namespace where the ids have no meaning
  if (::syscall(SYS_setresgid, kGroup, kGroup, kGroup) != 0) return;
  if (::syscall(SYS_setresuid, kUser, kUser, kUser) != 0) return;
  ::prctl(PR_SET_DUMPABLE, 1);  // /proc/self would belong to root
}

// Of a child that exits with an errno.
int exit_code_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void reap(pid_t child) { static_cast<void>(exit_code_of(child)); }

// In a child without capabilities, as a test is: only the global user 0 gets through.
int open_core_pattern() {
  const pid_t child = ::_Fork();
  if (child < 0) return errno;
  if (child == 0) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    const bool dropped = ::syscall(SYS_capset, &header, none) == 0;
    const Fd file(::open("/proc/sys/kernel/core_pattern", O_WRONLY | O_CLOEXEC));
    ::_exit(dropped && file ? 0 : errno);
  }
  return exit_code_of(child);
}

int try_clone3() {
  int pidfd = -1;
  clone_args arguments{};
  arguments.flags = CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<std::uintptr_t>(&pidfd);
  arguments.exit_signal = SIGCHLD;
  const long child = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child < 0) return errno;
  if (child == 0) ::_exit(0);
  const Fd owned(pidfd);
  return exit_code_of(static_cast<pid_t>(child));
}

int try_pidfd() {
  const pid_t child = ::_Fork();
  if (child < 0) return errno;
  if (child == 0) {
    while (true) ::pause();
  }
  const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  int error = pidfd ? error_of(::syscall(SYS_pidfd_send_signal, pidfd.get(), SIGKILL, nullptr, 0)) : errno;
  if (error != 0) ::kill(child, SIGKILL);
  if (error != 0) return reap(child), error;
  siginfo_t info{};
  constexpr int kPidfd = 3;  // P_PIDFD
  error = error_of(::waitid(static_cast<idtype_t>(kPidfd), static_cast<id_t>(pidfd.get()), &info, WEXITED));
  return error == 0 ? 0 : (reap(child), error);
}

int try_seccomp_filter() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  sock_filter allow{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
  sock_fprog program{1, &allow};
  return error_of(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

int write_id_maps(uid_t user, gid_t group) {
  if (const int error = write_file("/proc/self/setgroups", "deny"); error != 0) return error;
  if (const int error = write_file("/proc/self/uid_map", "65534 " + std::to_string(user) + " 1"); error != 0) {
    return error;
  }
  return write_file("/proc/self/gid_map", "65534 " + std::to_string(group) + " 1");
}

int open_uid_map() {
  const Fd map(::open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC));
  return map ? 0 : errno;
}

int try_nested_user_namespace() {
  const pid_t child = ::_Fork();
  if (child < 0) return errno;
  if (child == 0) ::_exit(::unshare(CLONE_NEWUSER) == 0 ? 0 : errno);
  return exit_code_of(child);
}

int loopback_up() {
  const Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  return error_of(::ioctl(socket.get(), SIOCSIFFLAGS, &request));
}

struct Parameter {
  const char* name;
  const char* value;  // nullptr: a flag
};

// A detached mount of the file system, or -1 with errno.
Fd detached_mount(const char* type, std::initializer_list<Parameter> parameters) {
  const Fd context(::fsopen(type, FSOPEN_CLOEXEC));
  if (!context) return {};
  for (const Parameter& parameter : parameters) {
    const auto command = parameter.value == nullptr ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
    if (::fsconfig(context.get(), command, parameter.name, parameter.value, 0) != 0) return {};
  }
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return Fd(::fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
}

int try_mount(const char* type, std::initializer_list<Parameter> parameters = {}) {
  return detached_mount(type, parameters) ? 0 : errno;
}

int make_read_only(int mount) {
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  return error_of(::mount_setattr(mount, "", AT_EMPTY_PATH, &attributes, sizeof attributes));
}

int try_user_xattr(int directory) {
  const Fd file(::openat(directory, "xattr", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  if (!file) return errno;
  return error_of(::fsetxattr(file.get(), "user.maelstrom", "1", 1, 0));
}

// A clock of ticks gives most changes the time of the one before.
int try_fine_ctime(int directory) {
  const Fd file(::openat(directory, "ctime", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  if (!file) return errno;
  struct stat before{};
  if (::fstat(file.get(), &before) != 0) return errno;
  for (int change = 0; change < 50; ++change) {
    struct stat after{};
    if (::fchmod(file.get(), 0600) != 0 || ::fstat(file.get(), &after) != 0) return errno;
    if (before.st_ctim.tv_sec == after.st_ctim.tv_sec && before.st_ctim.tv_nsec == after.st_ctim.tv_nsec) return EAGAIN;
    before = after;
  }
  return 0;
}

int overlay_by_descriptor(int directory) {
  const Fd one(::openat(directory, "lower1", O_PATH | O_CLOEXEC));
  const Fd two(::openat(directory, "lower2", O_PATH | O_CLOEXEC));
  const Fd context(::fsopen("overlay", FSOPEN_CLOEXEC));
  if (!one || !two || !context) return errno;
  for (const Fd* lower : {&one, &two}) {
    if (::fsconfig(context.get(), FSCONFIG_SET_FD, "lowerdir+", nullptr, lower->get()) != 0) return errno;
  }
  return error_of(::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0));
}

void try_overlay(int directory, StepResults& results) {
  for (const char* name : {"lower1", "lower1/inside", "lower2", "upper", "work"}) {
    if (::mkdirat(directory, name, 0755) != 0) {
      results.at(Step::kOverlay) = errno;
      return;
    }
  }
  if (::fchdir(directory) != 0) {  // the names below are relative
    results.at(Step::kOverlay) = errno;
    return;
  }
  const Fd overlay = detached_mount(
      "overlay", {{"lowerdir", "lower1:lower2"}, {"upperdir", "upper"}, {"workdir", "work"}, {"userxattr", nullptr}});
  results.at(Step::kOverlay) = overlay ? 0 : errno;
  results.at(Step::kOverlayByDescriptor) = overlay_by_descriptor(directory);
  if (!overlay) return;
  const int removed = error_of(::unlinkat(overlay.get(), "inside", AT_REMOVEDIR));
  results.at(Step::kOverlayReplacesDirectory) =
      removed != 0 ? removed : error_of(::mkdirat(overlay.get(), "inside", 0755));
}

void take_mount_steps(StepResults& results) {
  results.at(Step::kPrivateMounts) = error_of(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr));
  const Fd tmpfs = detached_mount("tmpfs", {});
  results.at(Step::kTmpfs) = tmpfs ? 0 : errno;
  if (tmpfs) {
    const Fd tmpfs_of_its_own = detached_mount("tmpfs", {});
    results.at(Step::kMountFlags) = make_read_only(tmpfs_of_its_own.get());
    results.at(Step::kTmpfsUserXattr) = try_user_xattr(tmpfs.get());
    results.at(Step::kFineCtime) = try_fine_ctime(tmpfs.get());
    try_overlay(tmpfs.get(), results);
  }
  results.at(Step::kProc) = try_mount("proc");
  if (results.worked(Step::kNetworkNamespace)) results.at(Step::kSysfs) = try_mount("sysfs");
  results.at(Step::kDevpts) = try_mount("devpts", {{"ptmxmode", "0666"}});
  if (results.worked(Step::kIpcNamespace)) results.at(Step::kMqueue) = try_mount("mqueue");
}

// The first process of the new pid namespace.
void take_inner_steps(StepResults& results) {
  results.at(Step::kNestedUserNamespace) = try_nested_user_namespace();
  if (results.worked(Step::kNetworkNamespace)) results.at(Step::kLoopbackUp) = loopback_up();
  if (results.worked(Step::kMountNamespace)) take_mount_steps(results);
  // The file shows the limit of the writer's own pid namespace; before Linux 6.14 it is the machine's
  // and not writable. A process that could write the machine's must not try.
  if (results.worked(Step::kPidNamespace) && results.at(Step::kCorePattern) != 0) {
    results.at(Step::kPidMax) = write_file("/proc/sys/kernel/pid_max", "4096");
  }
}

void unshare_each(StepResults& results) {
  constexpr struct {
    Step step;
    int flag;
  } kKinds[] = {{Step::kMountNamespace, CLONE_NEWNS},
                {Step::kPidNamespace, CLONE_NEWPID},
                {Step::kNetworkNamespace, CLONE_NEWNET},
                {Step::kIpcNamespace, CLONE_NEWIPC},
                {Step::kUtsNamespace, CLONE_NEWUTS}};
  for (const auto& kind : kKinds) results.at(kind.step) = error_of(::unshare(kind.flag));
}

}  // namespace

void take_steps(const char* cgroup_procs, StepResults& results) {
  become_unprivileged();
  results.at(Step::kCorePattern) = open_core_pattern();
  results.at(Step::kClone3) = try_clone3();
  results.at(Step::kPidfd) = try_pidfd();
  results.at(Step::kSeccompFilter) = try_seccomp_filter();
  if (*cgroup_procs != '\0') {
    const Fd procs(::open(cgroup_procs, O_WRONLY | O_CLOEXEC));
    results.at(Step::kCgroupProcs) = procs ? 0 : errno;
  }
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  results.at(Step::kUserNamespace) = error_of(::unshare(CLONE_NEWUSER));
  if (!results.worked(Step::kUserNamespace)) return;
  results.at(Step::kOpenUidMap) = open_uid_map();
  if (!results.worked(Step::kOpenUidMap)) return;
  results.at(Step::kWriteIdMaps) = write_id_maps(user, group);
  if (!results.worked(Step::kWriteIdMaps)) return;
  unshare_each(results);
  const pid_t inner = ::_Fork();
  if (inner < 0) return;
  if (inner == 0) {
    take_inner_steps(results);
    ::_exit(0);
  }
  reap(inner);
}

}  // namespace maelstrom::container
