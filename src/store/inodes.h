// Links to contents with a given mode and time: root/blobs and root/inodes.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "core/digest.h"
#include "os/inode.h"
#include "store/blobs.h"
#include "store/layout.h"

namespace maelstrom::store {

// Safe to use from several threads.
class Inodes {
 public:
  // An inode gets at most `link_limit` names, and at most those that the file system allows.
  Inodes(const Layout& layout, Session& session, Blobs& blobs, std::uint64_t link_limit)
      : layout_(layout), session_(session), blobs_(blobs), link_limit_(link_limit) {}

  // Makes `place` a link to an inode of this content and face; where none has a link to spare, the
  // content is copied. Errors: NotFound if the blob is not there; Internal if it is damaged.
  Status link(const Digest& digest, const InodeFace& face, const os::Place& place);

 private:
  enum class Linked : std::uint8_t { kDone, kFull, kMissing };

  Result<Linked> try_link(const std::string& from, const struct stat& info, const os::Place& place) const;
  Status link_copy(const Digest& digest, const InodeFace& face, const os::Place& place);
  Status make_copy(const Digest& digest, const InodeFace& face, const std::string& target);
  std::uint32_t first_copy(const Digest& digest);
  void remember_copy(const Digest& digest, std::uint32_t copy);

  const Layout& layout_;
  Session& session_;
  Blobs& blobs_;
  const std::uint64_t link_limit_;
  std::mutex mutex_;
  std::unordered_map<Digest, std::uint32_t> copies_;  // the copies before are full; 0 is not kept
};

}  // namespace maelstrom::store
