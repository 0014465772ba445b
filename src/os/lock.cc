#include "os/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace maelstrom::os {
namespace {

int flock_operation(LockKind kind) { return kind == LockKind::kShared ? LOCK_SH : LOCK_EX; }
short fcntl_type(LockKind kind) { return kind == LockKind::kShared ? F_RDLCK : F_WRLCK; }

struct flock described(LockedByte byte, short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(byte.offset);
  lock.l_len = 1;
  return lock;
}

int apply(LockedByte byte, int command, short type) {
  struct flock lock = described(byte, type);
  int result = 0;
  do {
    result = ::fcntl(byte.fd, command, &lock);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

Status lock_file(int fd, const std::string& name, LockKind kind) {
  while (::flock(fd, flock_operation(kind)) != 0) {
    if (errno != EINTR) return fail(system_error(errno, "flock", name));
  }
  return {};
}

Result<bool> try_lock_file(int fd, const std::string& name, LockKind kind) {
  while (::flock(fd, flock_operation(kind) | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return fail(system_error(errno, "flock", name));
  }
  return true;
}

Status lock_byte(LockedByte byte, const std::string& name, LockKind kind) {
  if (apply(byte, F_OFD_SETLKW, fcntl_type(kind)) != 0) return fail(system_error(errno, "fcntl(F_OFD_SETLKW)", name));
  return {};
}

Result<bool> try_lock_byte(LockedByte byte, const std::string& name, LockKind kind) {
  if (apply(byte, F_OFD_SETLK, fcntl_type(kind)) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  return fail(system_error(errno, "fcntl(F_OFD_SETLK)", name));
}

Result<bool> is_byte_locked(LockedByte byte, const std::string& name) {
  struct flock lock = described(byte, F_WRLCK);
  if (::fcntl(byte.fd, F_OFD_GETLK, &lock) != 0) return fail(system_error(errno, "fcntl(F_OFD_GETLK)", name));
  return lock.l_type != F_UNLCK;
}

Status unlock_byte(LockedByte byte, const std::string& name) {
  if (apply(byte, F_OFD_SETLK, F_UNLCK) != 0) return fail(system_error(errno, "fcntl(F_OFD_SETLK)", name));
  return {};
}

}  // namespace maelstrom::os
