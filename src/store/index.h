// What the store remembers of the host's files, so that a file that did not change is not read.
//
// A fingerprint is trusted only if a later change is bound to alter it: git calls the other kind
// "racily clean". Source: git's Documentation/technical/racy-git.txt.
#pragma once

#include <sys/stat.h>

#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "store/database.h"

namespace maelstrom::store {

struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

struct Fingerprint {
  FileIdentity identity;
  std::uint64_t size = 0;
  std::int64_t mtime = 0;  // ns since 1970
  std::int64_t ctime = 0;  // ns since 1970
  bool operator==(const Fingerprint&) const = default;
};

Fingerprint fingerprint_of(const struct stat& info);

// True if a change after `read_started` (ns since 1970) gives the file another ctime.
bool is_telling(const Fingerprint& fingerprint, std::int64_t read_started);

// The present in ns since 1970, from the clock that file systems stamp with.
std::int64_t file_clock();

}  // namespace maelstrom::store

template <>
struct std::hash<maelstrom::store::FileIdentity> {
  std::size_t operator()(const maelstrom::store::FileIdentity& identity) const noexcept {
    return (identity.inode ^ identity.device << 40) * UINT64_C(0x9e3779b97f4a7c15);
  }
};

namespace maelstrom::store {

// root/index.sqlite. Its loss costs time, nothing else: a damaged one is replaced.
// Safe to use from several threads.
class Index {
 public:
  explicit Index(std::string path) : path_(std::move(path)) {}
  ~Index();

  struct Known {
    Digest digest;
    std::int64_t used = 0;  // when the blob's use was last noted on it, ns since 1970
  };
  // The file is opened at the first call. Errors: of the database.
  Result<std::optional<Known>> find(const Fingerprint& fingerprint);
  // Written with the next flush().
  void remember(const Fingerprint& fingerprint, const Known& known);
  Status flush();
  // What is known of files with these contents is forgotten when this returns.
  Status forget(const std::vector<Digest>& digests);

  // Looks at the whole file. False: it was damaged, and has been replaced.
  Result<bool> check();

  // Adds to the number of bytes that the store holds, and gives the sum; none while nobody has counted.
  Result<std::optional<std::uint64_t>> add_bytes(std::uint64_t bytes);
  Status set_bytes(std::uint64_t bytes);

 private:
  struct Row {
    Fingerprint fingerprint;
    Known known;
  };

  Status open();
  Status recover(const Error& error);
  Status load(const FileIdentity& identity);
  Row row_at(std::uint64_t device) const;
  Status write_pending();
  Status delete_rows(const std::vector<Digest>& digests);
  void keep(const Row& row);

  const std::string path_;
  std::mutex mutex_;
  std::optional<Database> database_;
  bool replaced_ = false;
  Statement select_;
  std::unordered_map<FileIdentity, Row> seen_;
  std::vector<Row> pending_;
};

}  // namespace maelstrom::store
