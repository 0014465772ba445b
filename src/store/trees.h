// Directories of hard links, one for each tree: root/trees.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "store/blobs.h"
#include "store/inodes.h"
#include "store/layout.h"
#include "store/session.h"

namespace maelstrom::store {

// Safe to use from several threads.
class Trees {
 public:
  Trees(const Layout& layout, Session& session, Blobs& blobs, Inodes& inodes)
      : layout_(layout), session_(session), blobs_(blobs), inodes_(inodes) {}

  // Makes the tree's directory if it is not there. The caller holds its lease.
  // Errors: as Store::tree(), with the path inside the tree.
  Status provide(const Digest& digest);

 private:
  // What one tree may hold, so that a few small blobs cannot unfold without end.
  static constexpr std::uint64_t kEntryLimit = 10'000'000;
  static constexpr int kDepthLimit = 400;  // one descriptor is open for each level
  static constexpr mode_t kUnfinished = 0700;

  struct Level {
    int directory;  // descriptor
    int depth;
    std::uint64_t& entries;  // of the whole tree so far
  };

  Status build_or_finish(const Digest& digest);
  Status build(const Directory& content, const std::string& target);
  Status fill(const Directory& content, Level level);
  Status make_child(const DirectoryNode& node, Level level);
  Status make_fifo(const FileNode& node, Level level) const;
  Status make_symlink(const SymlinkNode& node, Level level) const;
  Status finish_directory(int fd, const std::string& name, const InodeFace& face) const;
  Result<Directory> read_directory(const Digest& digest) const;

  const Layout& layout_;
  Session& session_;
  Blobs& blobs_;
  Inodes& inodes_;
  std::mutex mutex_;
  std::condition_variable built_;
  std::unordered_set<Digest> building_;  // by a thread of this process
};

}  // namespace maelstrom::store
