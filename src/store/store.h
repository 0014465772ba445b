// Blobs and trees on disk, by digest; shared by any number of processes.
//
// A blob becomes visible by one atomic step after its digest was checked, so a crash at any instant
// leaves a store that the next run can use. What a process reads is leased until it lets go;
// eviction takes the least recently used that nobody holds.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "store/memo.h"
#include "store/survey.h"
#include "store/verified_store.h"

namespace maelstrom::store {

// The user that containers run as; files of the store belong to it. Only needed where the program
// itself is root.
struct Owner {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

struct StoreOptions {
  std::string root;                               // made if it is not there
  std::uint64_t size_limit = UINT64_C(20) << 30;  // bytes of content; eviction starts beyond it
  std::optional<Owner> owner;
  std::uint64_t link_limit = UINT64_MAX;  // names of one inode; the file system's limit holds as well
  // Once it is true, whoever stores something, or waits for the lock of a memo, gives up with the error Interrupted.
  // Lives longer than the store; null: never.
  const std::atomic<bool>* given_up = nullptr;
};

class Store;

// A tree of files that never changes, named by the digest of its root Directory.
//
// Trees are stored once per machine as directories of hard links and are mounted, never copied.
// A Tree keeps its directory from being evicted as long as it lives.
class Tree {
 public:
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  const Digest& digest() const;
  // The directory, relative to Store::trees_root(): "ab/abcdef…".
  const std::string& relative_path() const;

 private:
  friend class Store;
  struct State;
  explicit Tree(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What a store is to keep of what nobody holds.
struct Kept {
  std::uint64_t bytes = UINT64_MAX;        // at most
  std::optional<std::int64_t> used_since;  // ns since 1970; what was last used before goes, however little there is
};

// What the store holds, for `maelstrom cache` and for tests.
struct StoreUsage {
  std::uint64_t blobs = 0;
  std::uint64_t trees = 0;
  std::uint64_t bytes = 0;
};

// Safe to use from several threads.
class Store {
 public:
  // Errors: Denied or Exhausted from the file system, with its path; Unavailable if a newer version
  // of the program made the store (it is left alone).
  static Result<std::unique_ptr<Store>> open(StoreOptions options);
  ~Store();

  // For those who fill the store and take long for a single step. Errors: Interrupted, see StoreOptions::given_up.
  Status go_on() const;

  // Stores bytes. Errors: Exhausted if the disk is full (nothing of it stays behind).
  Result<Digest> put(std::string_view bytes);
  // The same, where the mode and time that trees will ask of the file are known: it saves a copy.
  Result<Digest> put(std::string_view bytes, const NodeProperties& likely);

  // Stores the content of a regular file of the host. A file whose fingerprint (device, inode, size,
  // mtime, ctime) is known is not read. Errors: Invalid if it is no regular file or changes while
  // it is read.
  Result<Digest> put_file(const std::string& path);
  // The same, where `known` is what stat(2) has just said of `path`: it is not asked again.
  Result<Digest> put_file(const std::string& path, const struct stat& known);

  // Stores what `fd` gives until its end.
  Result<Digest> put_stream(int fd, std::string_view name);
  // The same, where the mode and time that trees will ask of the file are known: it saves a copy.
  Result<Digest> put_stream(int fd, std::string_view name, const NodeProperties& likely);

  Result<Digest> put_directory(const Directory& directory) { return put(directory.encode()); }

  bool contains(const Digest& digest) const;
  // As contains(), but this is no use of it.
  bool is_there(const Digest& digest) const;
  // True if the tree is there with all that is in it; notes the use of all.
  bool contains_tree(const Digest& digest) const;

  // The bytes of a blob, verified. Errors: NotFound; Internal if the disk gave other bytes than were
  // stored (the blob is dropped).
  Result<std::string> get(const Digest& digest) const;

  // Makes the tree's directory if it is not there, and leases it.
  // Errors: NotFound if a blob of it is missing (names it); Invalid if it is no tree; Exhausted.
  Result<Tree> tree(const Digest& digest);

  // The directory that holds all trees' directories.
  const std::string& trees_root() const;

  // What those who fill the store remember of how they did.
  const Memos& memos() const;

  // Evicts down to `limit` bytes of what nobody holds, least recently used first.
  Result<StoreUsage> collect_garbage(std::uint64_t limit) { return collect_garbage({.bytes = limit}); }
  Result<StoreUsage> collect_garbage(const Kept& kept);
  Result<StoreUsage> usage() const;
  Result<StoreSurvey> survey() const;

  // Hashes every content again and compares every tree; drops what is wrong. Errors: see Verification.
  Result<VerifiedStore> verify();

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::store
