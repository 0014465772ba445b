#include "store/inodes.h"

#include <fcntl.h>

#include <cerrno>

#include "os/file.h"

namespace maelstrom::store {

Status Inodes::link(const Digest& digest, const InodeFace& face, const os::Place& place) {
  const std::string blob = layout_.blob(digest);
  TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, blob}));
  if (!info || static_cast<std::uint64_t>(info->st_size) != digest.size) {
    return fail(blobs_.missing(digest));
  }
  if (face_of(*info) == face) {
    TRY_ASSIGN(linked, try_link(blob, *info, place));
    if (linked == Linked::kDone) return {};
  }
  return link_copy(digest, face, place);
}

Result<Inodes::Linked> Inodes::try_link(const std::string& from, const struct stat& info,
                                        const os::Place& place) const {
  if (info.st_nlink > link_limit_) return Linked::kFull;  // one name is the store's own
  const auto linked = os::link({AT_FDCWD, from}, place);
  if (linked) return Linked::kDone;
  if (linked.error().system_errno() == EMLINK) return Linked::kFull;
  if (linked.error().system_errno() == ENOENT) return Linked::kMissing;
  return fail(linked.error());
}

Status Inodes::link_copy(const Digest& digest, const InodeFace& face, const os::Place& place) {
  for (std::uint32_t copy = first_copy(digest);;) {
    const std::string path = layout_.inode(digest, face, copy);
    TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, path}));
    auto linked = Linked::kMissing;
    if (info) {
      TRY_ASSIGN(tried, try_link(path, *info, place));
      linked = tried;
    }
    if (linked == Linked::kDone) return {};
    if (linked == Linked::kMissing) TRY(make_copy(digest, face, path));
    if (linked == Linked::kFull) remember_copy(digest, ++copy);
  }
}

Status Inodes::make_copy(const Digest& digest, const InodeFace& face, const std::string& target) {
  TRY_ASSIGN(source, os::open(layout_.blob(digest), O_RDONLY));
  TRY_ASSIGN(file, session_.make_file());
  TRY(blobs_.copy(source.get(), digest, file));
  TRY_ASSIGN(published, file.publish(layout_, face, target, std::nullopt));
  if (published) blobs_.note_added(digest.size);
  return {};  // or another process made it
}

// Faces of a content share the hint: most contents have one.
std::uint32_t Inodes::first_copy(const Digest& digest) {
  const std::scoped_lock lock(mutex_);
  const auto found = copies_.find(digest);
  return found == copies_.end() ? 0 : found->second;
}

void Inodes::remember_copy(const Digest& digest, std::uint32_t copy) {
  const std::scoped_lock lock(mutex_);
  copies_[digest] = copy;
}

}  // namespace maelstrom::store
