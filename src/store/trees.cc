#include "store/trees.h"

#include <fcntl.h>

#include "os/file.h"
#include "os/inode.h"

namespace maelstrom::store {

Status Trees::provide(const Digest& digest) {
  {
    std::unique_lock lock(mutex_);
    built_.wait(lock, [&] { return !building_.contains(digest); });
    building_.insert(digest);
  }
  auto built = build_or_finish(digest);
  {
    const std::scoped_lock lock(mutex_);
    building_.erase(digest);
  }
  built_.notify_all();
  if (!built) return fail(std::move(built).error().in("tree " + digest.to_string()));
  return {};
}

// rename(2) into another directory asks for write permission on what is renamed, which the root of a
// tree may lack. So a tree is published with the mode 0700 and gets its own as the last step of all;
// whoever finds it before that takes the step.
Status Trees::build_or_finish(const Digest& digest) {
  const std::string target = layout_.tree(digest);
  TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, target}));
  if (info && (info->st_mode & 07777) != kUnfinished) return {};
  TRY_ASSIGN(content, read_directory(digest));
  if (!info) TRY(build(content, target));
  TRY_ASSIGN(fd, os::open(target, O_RDONLY | O_DIRECTORY));
  return finish_directory(fd.get(), target, face_of_directory(content.properties));
}

Status Trees::build(const Directory& content, const std::string& target) {
  const std::string path = session_.unused_path();
  TRY(os::make_directory(path, kUnfinished));
  const auto built = [&]() -> Status {
    TRY_ASSIGN(fd, os::open(path, O_RDONLY | O_DIRECTORY));
    TRY(layout_.own(fd.get(), path));
    std::uint64_t entries = 0;
    TRY(fill(content, {fd.get(), 0, entries}));
    TRY(layout_.make_parent(target));
    return os::rename_unless_there(path, target).map([](os::Renamed) {});
  }();
  // What cannot be removed now goes with the session's directory.
  static_cast<void>(os::remove_tree(path));
  return built;
}

Status Trees::fill(const Directory& content, Level level) {
  level.entries += content.files.size() + content.directories.size() + content.symlinks.size();
  if (level.entries > kEntryLimit) return invalid("more than 10 million entries");
  if (level.depth > kDepthLimit) return invalid("more than 400 directories deep");
  for (const FileNode& file : content.files) {
    if (file.properties.fifo) {
      TRY_IN(file.name, make_fifo(file, level));
      continue;
    }
    TRY_IN(file.name, inodes_.link(file.digest, face_of(file), {level.directory, file.name}));
  }
  for (const SymlinkNode& link : content.symlinks) TRY_IN(link.name, make_symlink(link, level));
  for (const DirectoryNode& child : content.directories) TRY_IN(child.name, make_child(child, level));
  return {};
}

// Each tree has pipes of its own: what one container writes, no other reads.
Status Trees::make_fifo(const FileNode& node, Level level) const {
  const InodeFace face = face_of(node);
  TRY(os::make_fifo({level.directory, node.name}, face.mode));
  TRY(layout_.own_at(level.directory, node.name));
  return os::set_times({level.directory, node.name}, {.modified = face.time()});
}

Status Trees::make_symlink(const SymlinkNode& node, Level level) const {
  const os::Place place{level.directory, node.name};
  TRY(os::symlink(node.target, place));
  TRY(layout_.own_at(level.directory, node.name));
  return os::set_times(place, {.modified = InodeFace{}.time()});
}

Status Trees::make_child(const DirectoryNode& node, Level level) {
  TRY_ASSIGN(content, read_directory(node.digest));
  TRY(os::make_directory_at({level.directory, node.name}, kUnfinished));
  TRY_ASSIGN(fd, os::open_at(level.directory, node.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  TRY(layout_.own(fd.get(), node.name));
  TRY(fill(content, {fd.get(), level.depth + 1, level.entries}));
  return finish_directory(fd.get(), node.name, face_of_directory(content.properties));
}

// Comes last: each new entry changes the time, and the mode may forbid new ones.
Status Trees::finish_directory(int fd, const std::string& name, const InodeFace& face) const {
  TRY(os::set_times(fd, name, {.modified = face.time()}));
  return os::set_mode(fd, name, face.mode);
}

Result<Directory> Trees::read_directory(const Digest& digest) const {
  TRY_ASSIGN(bytes, blobs_.read(digest));
  return Directory::decode(bytes);
}

}  // namespace maelstrom::store
