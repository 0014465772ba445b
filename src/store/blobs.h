// Contents by digest: root/blobs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "store/layout.h"
#include "store/session.h"

namespace maelstrom::store {

// Bytes whose digest is known and that nobody sees yet: in memory if they are few.
struct Incoming {
  Digest digest;
  std::variant<std::string, std::string_view, TemporaryFile> content;
};

// Safe to use from several threads.
class Blobs {
 public:
  // `given_up`: see StoreOptions.
  Blobs(const Layout& layout, Session& session, const std::atomic<bool>* given_up)
      : layout_(layout), session_(session), given_up_(given_up) {}

  // Takes what `fd` gives until its end.
  Result<Incoming> receive(int fd, const std::string& name);
  // Makes it visible, if it was not there. `face` is what the first tree will probably ask of the
  // blob's inode: if it guesses right, the tree links to the blob itself.
  Status publish(Incoming incoming, const InodeFace& face);

  // Notes that the blob is used. None if it is not there; else when its use was last noted on disk
  // (ns since 1970): sessions that live by then keep it, see eviction.h.
  Result<std::optional<std::int64_t>> use(const Digest& digest);
  // Another source says that the blob is there, and when its use was last noted.
  bool use_known(const Digest& digest, std::int64_t noted);

  // Copies the blob that is open as `source`. Errors: Internal if it is damaged.
  static Status copy(int source, const Digest& digest, const TemporaryFile& target);
  // As Store::get(), but a damaged blob stays.
  Result<std::string> read(const Digest& digest);
  Status remove(const Digest& digest);
  // The error for a blob that should be there and is not; it is remembered for take_missing().
  Error missing(const Digest& digest);
  std::vector<Digest> take_missing();
  void forget_all();  // what this process remembers of which blobs are there

  // Bytes published since the last take_added().
  std::uint64_t added() const { return added_; }
  std::uint64_t take_added() { return added_.exchange(0); }
  void note_added(std::uint64_t bytes) { added_ += bytes; }

 private:
  bool is_recent(std::int64_t noted) const;
  void remember(const Digest& digest, std::int64_t noted);
  Result<TemporaryFile> file_of(Incoming incoming);
  Status publish_file(TemporaryFile file, const Digest& digest, const InodeFace& face);

  const Layout& layout_;
  Session& session_;
  const std::atomic<bool>* const given_up_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<Digest, std::int64_t> there_;  // → when its use was last noted
  std::vector<Digest> missing_;
  std::atomic<std::uint64_t> added_{0};
};

}  // namespace maelstrom::store
