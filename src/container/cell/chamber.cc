#include "container/cell/chamber.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>

#include "container/cell/devices.h"
#include "container/cell/kernel.h"
#include "container/cell/moves.h"
#include "container/cell/pseudo_terminal.h"

namespace maelstrom::container::cell {
namespace {

constexpr std::uint64_t kSystemFlags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
constexpr std::uint64_t kMaxBuried = 1 << 20;  // bytes that may stay below a new tmpfs
constexpr const char* kShmPoint = "/dev/shm";

Error bind_error(int errnum, const std::string& source) {
  Error error = system_error(errnum, "bind", source);
  if (errnum != EACCES) return error;
  Error with_reason(error.code(), error.message() + ": containers belong to a user who may not go there");
  with_reason.set_system_errno(errnum);
  return with_reason;
}

// What is wrong with the place of a mount, for a person.
Error mount_point_error(const Error& error, const std::string& point, const std::string& stub) {
  std::string advice;
  if (error.system_errno() == ENOENT) advice = ": it must be there: add stubs = [\"" + stub + "\"] to the layers";
  if (error.system_errno() == ENOTDIR || error.system_errno() == EINVAL)
    advice = ": a directory stands only on a directory, and a file on a file";
  Error told(error.code(), "mount point " + point + ": " + error.message() + advice);
  told.set_system_errno(error.system_errno());
  return told;
}

// Mounts what is no root.
Status attach_inside(int mount, const std::string& point, const std::string& stub) {
  struct stat root{};
  struct stat place{};
  if (::stat("/", &root) == 0 && ::stat(point.c_str(), &place) == 0 && root.st_dev == place.st_dev &&
      root.st_ino == place.st_ino) {
    return invalid("mount point " + point +
                   ": that is the root of the container, which its layers make; mount below it");
  }
  if (const Status attached = attach_mount(mount, point.c_str()); !attached) {
    return fail(mount_point_error(attached.error(), point, stub));
  }
  return {};
}

Status attach_directory(int mount, const std::string& point) { return attach_inside(mount, point, point + "/"); }

Result<os::Fd> prepare_bind(const BaseRoom& base, const MountRequest& request) {
  const std::string source(request.source);
  if (source.empty() || source.front() != '/') return invalid("bind mount of \"" + source + "\": not an absolute path");
  const char* relative = source.size() == 1 ? "." : source.c_str() + 1;
  auto mount = clone_mount({base.host.get(), relative}, AT_RECURSIVE);
  if (!mount) return fail(bind_error(mount.error().system_errno(), source));
  const std::uint64_t read_only = request.read_only ? MOUNT_ATTR_RDONLY : 0;
  TRY(set_mount_flags(mount->get(), MOUNT_ATTR_NOSUID | read_only, AT_RECURSIVE));
  return mount;
}

Result<os::Fd> prepare_sys() {
  TRY_ASSIGN(sysfs, NewMount::open("sysfs"));
  return sysfs.create(MOUNT_ATTR_RDONLY | kSystemFlags);
}

}  // namespace

// Binds and sysfs are taken where the host's mounts are: the one for its source, the other because
// the kernel gives a new one only where one is fully visible.
Result<std::vector<Chamber::Prepared>> Chamber::prepare_outside(const BaseRoom& base) const {
  std::vector<Prepared> all;
  const bool outside = surroundings_.has(MountKind::kBind) || surroundings_.has(MountKind::kSys);
  if (outside) TRY(enter(base.outer.get(), CLONE_NEWNS, "the host's mounts"));
  for (const MountRequest& request : surroundings_.mounts) {
    Prepared prepared{&request, {}};
    if (request.kind == MountKind::kBind) {
      TRY_ASSIGN_IN("bind mount on " + std::string(request.point), mount, prepare_bind(base, request));
      prepared.mounts.push_back(std::move(mount));
    } else if (request.kind == MountKind::kSys) {
      TRY_ASSIGN(mount, prepare_sys());
      prepared.mounts.push_back(std::move(mount));
    }
    all.push_back(std::move(prepared));
  }
  return all;
}

// What is taken from the tiny root before it is left.
Status Chamber::prepare_inside(std::vector<Prepared>& all) const {
  for (Prepared& prepared : all) {
    if (prepared.request->kind == MountKind::kProc) {
      TRY_ASSIGN(mount, clone_mount({AT_FDCWD, "/proc"}));
      prepared.mounts.push_back(std::move(mount));
    }
    if (prepared.request->kind != MountKind::kDevices) continue;
    for (std::size_t device = 0; device < kDeviceCount; ++device) {
      if ((prepared.request->devices >> device & 1) == 0 || device == kShmDevice) continue;
      const std::string node = std::string(kNodes) + "/" + device_name(device);
      TRY_ASSIGN_IN("this machine has no such device", mount, clone_mount({AT_FDCWD, node.c_str()}));
      prepared.mounts.push_back(std::move(mount));
    }
  }
  return {};
}

Status Chamber::attach_volume(std::string point, unsigned mode, const Plan& plan) {
  TRY_ASSIGN(volume, Volume::create(plan.tmpfs_bytes, mode));
  TRY(attach_directory(volume.mount(), point));
  TRY(volume.settle());
  places_.push_back({std::move(point), std::move(volume), mode});
  return {};
}

Status Chamber::attach_devices(const Prepared& prepared, const Plan& plan) {
  std::size_t next = 0;
  for (std::size_t device = 0; device < kDeviceCount; ++device) {
    if ((prepared.request->devices >> device & 1) == 0) continue;
    if (device == kShmDevice) {
      TRY(attach_volume(kShmPoint, 01777, plan));
      continue;
    }
    const std::string point = std::string("/dev/") + device_name(device);
    TRY(attach_inside(prepared.mounts[next++].get(), point, point));
  }
  return {};
}

Status Chamber::attach_terminals(const char* point) {
  TRY_ASSIGN(mount, create_devpts());
  TRY(attach_directory(mount.get(), point));
  TRY_ASSIGN(multiplexer, open_at({mount.get(), "ptmx"}, O_PATH));
  TRY_ASSIGN(root_state, DirectoryState::of(mount.get()));
  TRY_ASSIGN(multiplexer_state, DirectoryState::of(multiplexer.get()));
  terminals_.push_back({std::move(mount), root_state, std::move(multiplexer), multiplexer_state});
  return {};
}

Status Chamber::attach(const Prepared& prepared, const Plan& plan) {
  const std::string point(prepared.request->point);
  switch (prepared.request->kind) {
    case MountKind::kDevices:
      return attach_devices(prepared, plan);
    case MountKind::kDevpts:
      return attach_terminals(point.c_str());
    case MountKind::kMqueue: {
      TRY_ASSIGN(queues, NewMount::open("mqueue"));
      TRY_ASSIGN(mount, queues.create(kSystemFlags));
      return attach_directory(mount.get(), point);
    }
    case MountKind::kTmp:
      return attach_volume(point, 01777, plan);
    case MountKind::kBind:
    case MountKind::kProc:
    case MountKind::kSys:
      break;
  }
  return attach_directory(prepared.mounts.front().get(), point);
}

void Chamber::mark_covered() {
  for (Place& place : places_) {
    for (const MountRequest& mount : surroundings_.mounts) {
      const bool within = mount.point.size() > place.point.size() && mount.point[place.point.size()] == '/' &&
                          mount.point.substr(0, place.point.size()) == place.point;
      // The points of devices are not written down, so whatever covers /dev counts.
      place.covered = place.covered || within || place.point == "/dev";
    }
  }
}

Result<Chamber> Chamber::create(std::string_view key, const Plan& plan) {
  Chamber chamber;
  chamber.key_ = std::make_unique<const std::string>(key);
  TRY_ASSIGN(surroundings, Surroundings::read(*chamber.key_));
  chamber.surroundings_ = std::move(surroundings);
  chamber.generations_ = plan.generations;
  TRY_ASSIGN(prepared, chamber.prepare_outside(plan.base));
  TRY(enter(plan.base.tiny.get(), CLONE_NEWNS, "the slot's mounts"));
  TRY(unshare_kind(CLONE_NEWNS, "CLONE_NEWNS"));
  TRY_ASSIGN(root, LayerStack::create(chamber.surroundings_, plan.tmpfs_bytes));
  TRY(chamber.prepare_inside(prepared));
  TRY(attach_mount(root.mount(), kRootPoint));
  TRY(become_root_directory(root.mount()));
  chamber.root_ = std::move(root);
  for (const Prepared& one : prepared) TRY(chamber.attach(one, plan));
  chamber.mark_covered();
  TRY_ASSIGN(own, open_at({plan.base.proc.get(), "self/ns/mnt"}, O_RDONLY));
  chamber.namespace_ = std::move(own);
  return chamber;
}

std::optional<int> Chamber::terminals() const {
  if (terminals_.empty()) return std::nullopt;
  return terminals_.front().root.get();
}

bool Chamber::fits(std::string_view key, const Generations& generations) const {
  if (key != *key_) return false;
  if (surroundings_.has(MountKind::kSys) &&
      (generations_.network != generations.network || generations_.network_number != generations.network_number)) {
    return false;
  }
  return !surroundings_.has(MountKind::kMqueue) || generations_.ipc_number == generations.ipc_number;
}

Dirt Chamber::inspect() const {
  if (!root_->is_clean()) return Dirt::kRoot;
  for (const Place& place : places_) {
    if (!place.volume.is_clean()) return Dirt::kTemporary;
  }
  for (const Terminals& terminals : terminals_) {
    if (!terminals.root_state.holds_of(terminals.root.get()) ||
        !terminals.multiplexer_state.holds_of(terminals.multiplexer.get())) {
      return Dirt::kTemporary;
    }
  }
  return Dirt::kNone;
}

bool Chamber::renew_temporary(std::uint64_t tmpfs_bytes) {
  for (const Terminals& terminals : terminals_) {
    if (!terminals.root_state.holds_of(terminals.root.get()) ||
        !terminals.multiplexer_state.holds_of(terminals.multiplexer.get())) {
      return false;
    }
  }
  for (Place& place : places_) {
    if (place.volume.is_clean()) continue;
    if (place.covered || place.volume.bytes_used() > kMaxBuried) return false;
    auto volume = Volume::create(tmpfs_bytes, place.mode);
    if (!volume || !attach_mount(volume->mount(), place.point.c_str()) || !volume->settle()) return false;
    place.volume = std::move(*volume);
  }
  return true;
}

}  // namespace maelstrom::container::cell
