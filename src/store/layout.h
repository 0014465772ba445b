// Where things lie below the root of a store, and to whom they belong.
//
//   version                 the number of this layout
//   blobs/ab/abcd…          contents; each is also the first inode that trees link to
//   inodes/ab/abcd…-555-…   copies of a content with another mode or time, or for want of links
//   trees/ab/abcd…/         directories of hard links to blobs/ and inodes/
//   tmp/…/                  one directory for each process: what is being made or thrown away
//   memos/KIND/ab/abcd…     see memo.h
//   index.sqlite            fingerprints of host files
//   results.sqlite          see results.h
//   gate.lock, leases.lock  see session.h and leases.h
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "store/store.h"

namespace maelstrom::store {

// 2000-01-01T00:00:00Z: zip files know no time before 1980.
inline constexpr std::int64_t kFixedTime = 946'684'800;

// What an inode carries beside its content. Two files share an inode if they agree in this as well.
struct InodeFace {
  std::uint32_t mode = 0444;
  std::int64_t seconds = kFixedTime;
  std::uint32_t nanoseconds = 0;
  bool operator==(const InodeFace&) const = default;

  struct timespec time() const { return {seconds, nanoseconds}; }
};
InodeFace face_of(const struct stat& info);
InodeFace face_of(const FileNode& file);
InodeFace face_of_directory(const NodeProperties& properties);

// When the use of a content or a tree was last noted on it: ns since 1970.
std::int64_t access_time(const struct stat& info);

class Layout {
 public:
  Layout(std::string root, std::optional<Owner> owner)
      : root_(std::move(root)), trees_(root_ + "/trees"), owner_(owner) {}

  const std::string& root() const { return root_; }
  const std::string& trees() const { return trees_; }
  std::string blobs() const { return root_ + "/blobs"; }
  std::string inodes() const { return root_ + "/inodes"; }
  std::string temporary() const { return root_ + "/tmp"; }
  std::string memos() const { return root_ + "/memos"; }

  static std::string shard(const std::string& hex) { return hex.substr(0, 2) + "/" + hex; }
  std::string blob(const Digest& digest) const { return blobs() + "/" + shard(digest.hex()); }
  std::string tree(const Digest& digest) const { return trees_ + "/" + shard(digest.hex()); }
  // The `copy`-th inode of this content and face, from 0.
  std::string inode(const Digest& digest, const InodeFace& face, std::uint32_t copy) const;

  Status own(int fd, const std::string& name) const;            // gives an open file to the owner, if there is one
  Status own_at(int directory, const std::string& name) const;  // links are not followed
  Status make_directory(const std::string& path) const;         // 0755; one that is there is no error
  // Makes the directory that `path` is to lie in.
  Status make_parent(const std::string& path) const;

 private:
  std::string root_;
  std::string trees_;
  std::optional<Owner> owner_;
};

}  // namespace maelstrom::store
