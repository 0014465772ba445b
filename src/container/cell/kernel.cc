#include "container/cell/kernel.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace maelstrom::container::cell {
namespace {

// linux/mount.h of 6.1 has the constants, glibc 2.36's <sys/mount.h> clashes with it.
int sys_open_tree(int directory, const char* path, unsigned flags) {
  return static_cast<int>(::syscall(SYS_open_tree, directory, path, flags));
}

int fsconfig(int fd, unsigned command, const char* key, const void* value, int aux) {
  return static_cast<int>(::syscall(SYS_fsconfig, fd, command, key, value, aux));
}

}  // namespace

Result<os::Fd> open_at(At at, int flags) {
  os::Fd fd(::openat(at.directory, at.path, flags | O_CLOEXEC));
  if (!fd) return fail(system_error(errno, "open", at.path));
  return fd;
}

Status write_file(At at, std::string_view content) {
  TRY_ASSIGN(fd, open_at(at, O_WRONLY));
  const ssize_t written = ::write(fd.get(), content.data(), content.size());
  if (written < 0) return fail(system_error(errno, "write", at.path));
  return {};
}

long read_start(int fd, char* buffer, std::size_t size) {
  const ssize_t got = ::pread(fd, buffer, size, 0);
  return got < 0 ? -errno : got;
}

Result<os::Fd> clone_mount(At source, unsigned flags) {
  const unsigned empty = source.path[0] == '\0' ? AT_EMPTY_PATH : 0;
  os::Fd fd(sys_open_tree(source.directory, source.path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | flags | empty));
  if (!fd) return fail(system_error(errno, "open_tree", source.path));
  return fd;
}

Status attach_mount(int mount, const char* point) {
  if (::syscall(SYS_move_mount, mount, "", AT_FDCWD, point, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) != 0) {
    return fail(system_error(errno, "mount on", point));
  }
  return {};
}

Status set_mount_flags(int mount, std::uint64_t flags, unsigned at_flags) {
  mount_attr attributes{};
  attributes.attr_set = flags;
  if (::syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | at_flags, &attributes, sizeof attributes) != 0) {
    return fail(system_error(errno, "mount_setattr"));
  }
  return {};
}

Status enter(int name_space, int kind, std::string_view name) {
  if (::setns(name_space, kind) != 0) return fail(system_error(errno, "setns", name));
  return {};
}

Status unshare_kind(int kinds, std::string_view name) {
  if (::unshare(kinds) != 0) return fail(system_error(errno, "unshare", name));
  return {};
}

Result<NewMount> NewMount::open(const char* type) {
  os::Fd fd(static_cast<int>(::syscall(SYS_fsopen, type, FSOPEN_CLOEXEC)));
  if (!fd) return fail(system_error(errno, "fsopen", type));
  return NewMount(std::move(fd), type);
}

Status NewMount::set(const char* key, const char* value) {
  if (fsconfig(fd_.get(), FSCONFIG_SET_STRING, key, value, 0) != 0) return fail(error(errno, key));
  return {};
}

Status NewMount::set_fd(const char* key, int fd) {
  if (fsconfig(fd_.get(), FSCONFIG_SET_FD, key, nullptr, fd) != 0) return fail(error(errno, key));
  return {};
}

Status NewMount::set_flag(const char* key) {
  if (fsconfig(fd_.get(), FSCONFIG_SET_FLAG, key, nullptr, 0) != 0) return fail(error(errno, key));
  return {};
}

Result<os::Fd> NewMount::create(std::uint64_t attributes) {
  if (fsconfig(fd_.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return fail(error(errno, "create"));
  os::Fd mount(static_cast<int>(::syscall(SYS_fsmount, fd_.get(), FSMOUNT_CLOEXEC, attributes)));
  if (!mount) return fail(error(errno, "fsmount"));
  return mount;
}

Error NewMount::error(int errnum, const char* call) {
  Error error = system_error(errnum, std::string("mount ") + type_, call);
  char message[256];
  const ssize_t got = ::read(fd_.get(), message, sizeof message);  // source: fsopen(2), "Message retrieval"
  if (got <= 2) return error;
  std::string text = error.message() + " (" + std::string(message + 2, static_cast<std::size_t>(got) - 2);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  Error with_log(error.code(), text + ")");
  with_log.set_system_errno(errnum);
  return with_log;
}

}  // namespace maelstrom::container::cell
