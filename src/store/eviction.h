// What a store holds, and what of it may go.
//
// Never evicted: a tree that is leased, a content that a tree links to, and, as long as another
// session lives, a content or a memo whose use was noted after the oldest of them began, or up to an hour
// before: a session does not note the use of what was noted in that hour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "os/inode.h"
#include "store/blobs.h"
#include "store/index.h"
#include "store/layout.h"
#include "store/leases.h"
#include "store/session.h"
#include "store/store.h"

namespace maelstrom::store {

inline constexpr std::int64_t kGrace = INT64_C(3600) * 1'000'000'000;

// A snapshot of the store's directories.
struct Inventory {
  struct Content {
    Digest digest;
    std::string path;
    bool copy = false;        // of root/inodes
    std::int64_t used = 0;    // ns since 1970
    std::uint64_t links = 0;  // names, the store's own among them
  };
  struct TreeDirectory {
    std::string hex;
    std::int64_t used = 0;
  };
  struct Memo {
    std::string path;
    std::int64_t used = 0;
    std::uint64_t bytes = 0;
  };
  std::unordered_map<ino_t, Content> contents;
  std::vector<TreeDirectory> trees;
  std::vector<Memo> memos;
  std::vector<std::string> locks;  // paths; of memos
  StoreUsage usage;

  static Result<Inventory> take(const Layout& layout);

 private:
  Status take_memos(const std::string& kind);  // of a directory of memos
};

class Eviction {
 public:
  struct Rooms {
    const Layout& layout;
    Session& session;
    Leases& leases;
    Index& index;
    Blobs& blobs;
  };
  enum class Spare : std::uint8_t { kOthers, kOwnToo };  // whose contents are kept while their session lives

  explicit Eviction(const Rooms& rooms) : rooms_(rooms) {}

  // Evicts the least recently used until no more than `kept` says are left; gives what is left.
  Result<StoreUsage> run(const Kept& kept, Spare spare);

 private:
  Result<std::optional<std::int64_t>> spared_since(const Gate& gate, Spare spare) const;
  Status choose(const Kept& kept);
  Status evict_memo(const Inventory::Memo& memo);
  Status remove_locks() const;
  Status evict_tree(const Inventory::TreeDirectory& tree);
  Status count_links(const os::Place& directory, std::int64_t used);
  void release(ino_t inode, std::int64_t used);
  void take_content(std::unordered_map<ino_t, Inventory::Content>::iterator content);
  Status evict_contents();
  Status evict_content(const Inventory::Content& content);
  bool is_spared(std::int64_t used) const { return spared_since_ && used >= *spared_since_; }

  const Rooms rooms_;
  Inventory inventory_;
  std::optional<std::int64_t> spared_since_;
  std::string trash_;
  std::uint64_t trashed_ = 0;
  std::vector<Inventory::Content> chosen_;
};

}  // namespace maelstrom::store
