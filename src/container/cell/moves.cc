#include "container/cell/moves.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace maelstrom::container::cell {
namespace {

// linux/mount.h has it, and clashes with glibc 2.36's <sys/mount.h>.
constexpr unsigned kFromEmptyPath = 0x4;

}  // namespace

Status move_mount_to(int mount, At point) {
  if (::syscall(SYS_move_mount, mount, "", point.directory, point.path, kFromEmptyPath) != 0) {
    return fail(system_error(errno, "mount on", point.path));
  }
  return {};
}

Status change_propagation(unsigned long kind) {
  if (::mount("none", "/", nullptr, MS_REC | kind, nullptr) != 0) {
    return fail(system_error(errno, "change the propagation of", "/"));
  }
  return {};
}

Status become_root_directory(int directory) {
  if (::fchdir(directory) != 0) return fail(system_error(errno, "fchdir"));
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return fail(system_error(errno, "pivot_root"));
  if (::umount2(".", MNT_DETACH) != 0) return fail(system_error(errno, "umount", "the root before"));
  if (::chdir("/") != 0) return fail(system_error(errno, "chdir", "/"));
  return {};
}

}  // namespace maelstrom::container::cell
