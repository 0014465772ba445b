#include "container/cell/base_room.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "container/cell/devices.h"
#include "container/cell/kernel.h"
#include "container/cell/moves.h"

namespace maelstrom::container::cell {
namespace {

Status make_directory(int root, const char* name) {
  if (::mkdirat(root, name + 1, 0755) != 0) return fail(system_error(errno, "mkdir", name));
  return {};
}

// The root as a tmpfs that is mounted on the host's /proc for the moment: a place that is there and
// whose content is not needed after the new /proc is made.
Result<os::Fd> make_root() {
  TRY_ASSIGN(tmpfs, NewMount::open("tmpfs"));
  TRY(tmpfs.set("size", "1048576"));
  TRY(tmpfs.set("mode", "0755"));
  TRY_ASSIGN(root, tmpfs.create(MOUNT_ATTR_NOSUID));
  for (const char* directory : {kLayersPoint, kEmptyDirectory, kUpperPoint, kRootPoint, kNodes, "/proc"}) {
    TRY(make_directory(root.get(), directory));
  }
  return root;
}

Status attach_devices(int root) {
  for (std::size_t i = 0; i < kDeviceCount; ++i) {
    const char* name = device_name(i);
    if (name == nullptr) continue;
    auto node = clone_mount({AT_FDCWD, (std::string("/dev/") + name).c_str()});
    if (!node) continue;  // a machine without /dev/fuse; a job that asks for it is told
    TRY(set_mount_flags(node->get(), MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC));
    const std::string path = std::string("dev/") + name;
    const os::Fd stub(::openat(root, path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
    if (!stub) return fail(system_error(errno, "create", path));
    TRY(move_mount_to(node->get(), {root, path.c_str()}));
  }
  return {};
}

}  // namespace

Result<BaseRoom> BaseRoom::create() {
  BaseRoom room;
  // Not private: what the host unmounts is not to be held here.
  TRY(change_propagation(MS_SLAVE));
  TRY_ASSIGN(outer, open_at({AT_FDCWD, "/proc/self/ns/mnt"}, O_RDONLY));
  room.outer = std::move(outer);
  TRY_ASSIGN(host, open_at({AT_FDCWD, "/"}, O_PATH | O_DIRECTORY));
  room.host = std::move(host);

  TRY(unshare_kind(CLONE_NEWNS, "CLONE_NEWNS"));
  TRY(change_propagation(MS_PRIVATE));
  TRY_ASSIGN(layers, clone_mount({AT_FDCWD, ""}));  // the working directory, whatever stands above it
  TRY_ASSIGN(procfs, NewMount::open("proc"));
  TRY_ASSIGN(proc, procfs.create(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC));
  TRY_ASSIGN(root, make_root());
  TRY(attach_mount(root.get(), "/proc"));
  TRY(move_mount_to(layers.get(), {root.get(), kLayersPoint + 1}));
  TRY(attach_devices(root.get()));
  TRY(move_mount_to(proc.get(), {root.get(), "proc"}));
  TRY(become_root_directory(root.get()));
  TRY_ASSIGN(proc_directory, open_at({AT_FDCWD, "/proc"}, O_PATH | O_DIRECTORY));
  TRY_ASSIGN(devices, open_at({AT_FDCWD, kNodes}, O_PATH | O_DIRECTORY));
  TRY_ASSIGN(tiny, open_at({AT_FDCWD, "/proc/self/ns/mnt"}, O_RDONLY));
  room.proc = std::move(proc_directory);
  room.devices = std::move(devices);
  room.tiny = std::move(tiny);
  return room;
}

}  // namespace maelstrom::container::cell
