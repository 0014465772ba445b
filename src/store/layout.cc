#include "store/layout.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "os/file.h"
#include "os/inode.h"

namespace maelstrom::store {

InodeFace face_of(const struct stat& info) {
  return {.mode = info.st_mode & 07777,
          .seconds = info.st_mtim.tv_sec,
          .nanoseconds = static_cast<std::uint32_t>(info.st_mtim.tv_nsec)};
}

InodeFace face_of(const FileNode& file) {
  return {.mode = file.properties.unix_mode.value_or(file.executable ? 0555 : 0444) & 07777,
          .seconds = file.properties.mtime_seconds.value_or(kFixedTime),
          .nanoseconds = file.properties.mtime_nanoseconds};
}

InodeFace face_of_directory(const NodeProperties& properties) {
  return {.mode = properties.unix_mode.value_or(0755) & 07777,
          .seconds = properties.mtime_seconds.value_or(kFixedTime),
          .nanoseconds = properties.mtime_nanoseconds};
}

std::int64_t access_time(const struct stat& info) { return info.st_atim.tv_sec * 1'000'000'000 + info.st_atim.tv_nsec; }

std::string Layout::inode(const Digest& digest, const InodeFace& face, std::uint32_t copy) const {
  const std::string hex = digest.hex();
  return fmt::format("{}/{}-{:o}-{}.{}-{}", inodes(), shard(hex), face.mode, face.seconds, face.nanoseconds, copy);
}

Status Layout::own(int fd, const std::string& name) const {
  return owner_ ? os::set_owner(fd, name, owner_->user, owner_->group) : Status{};
}

Status Layout::own_at(int directory, const std::string& name) const {
  return owner_ ? os::set_owner({directory, name}, owner_->user, owner_->group) : Status{};
}

Status Layout::make_directory(const std::string& path) const {
  if (os::is_directory(path)) return {};
  TRY(os::make_directory(path));
  TRY_ASSIGN(fd, os::open(path, O_RDONLY | O_DIRECTORY));
  TRY(os::set_mode(fd.get(), path, 0755));  // whatever the umask
  return own(fd.get(), path);
}

Status Layout::make_parent(const std::string& path) const { return make_directory(path.substr(0, path.rfind('/'))); }

}  // namespace maelstrom::store
