#include "container/cell/volume.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

constexpr std::uint64_t kBytesPerFile = 4096;

bool equal(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

}  // namespace

Result<DirectoryState> DirectoryState::of(int directory) {
  DirectoryState state;
  if (::fstat(directory, &state.info_) != 0) return fail(system_error(errno, "fstat"));
  return state;
}

bool DirectoryState::holds_of(int directory) const {
  struct stat now{};
  return ::fstat(directory, &now) == 0 && now.st_mode == info_.st_mode && now.st_uid == info_.st_uid &&
         now.st_gid == info_.st_gid && now.st_size == info_.st_size && now.st_nlink == info_.st_nlink &&
         equal(now.st_ctim, info_.st_ctim) && equal(now.st_mtim, info_.st_mtim);
}

Result<Volume> Volume::create(std::uint64_t size, unsigned mode) {
  char bytes[32];
  char files[32];
  char permissions[16];
  std::snprintf(bytes, sizeof bytes, "%llu", static_cast<unsigned long long>(size));
  std::snprintf(files, sizeof files, "%llu", static_cast<unsigned long long>(size / kBytesPerFile));
  std::snprintf(permissions, sizeof permissions, "%o", mode);
  TRY_ASSIGN(tmpfs, NewMount::open("tmpfs"));
  TRY(tmpfs.set("size", bytes));
  TRY(tmpfs.set("nr_inodes", files));
  TRY(tmpfs.set("mode", permissions));
  TRY_ASSIGN(mount, tmpfs.create(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  Volume volume;
  volume.mount_ = std::move(mount);
  return volume;
}

Status Volume::settle() {
  TRY_ASSIGN(root, DirectoryState::of(mount_.get()));
  root_ = root;
  if (::fstatfs(mount_.get(), &untouched_) != 0) return fail(system_error(errno, "fstatfs"));
  return {};
}

bool Volume::is_clean() const {
  struct statfs now{};
  return ::fstatfs(mount_.get(), &now) == 0 && now.f_bfree == untouched_.f_bfree && now.f_ffree == untouched_.f_ffree &&
         root_.holds_of(mount_.get());
}

std::uint64_t Volume::bytes_used() const {
  struct statfs now{};
  if (::fstatfs(mount_.get(), &now) != 0) return UINT64_MAX;
  return (untouched_.f_bfree - now.f_bfree) * static_cast<std::uint64_t>(now.f_bsize);
}

}  // namespace maelstrom::container::cell
