// Answers that took long to find, as small records: root/memos/KIND/ab/abcd…
//
// A record is a hint. What it names may have been evicted since, so whoever asks looks whether it is still there, and
// finds the answer again if not. Losing all of them costs time, nothing else: they are evicted like contents, the
// least recently used first, and the files of locks that nobody holds go with every eviction.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"

namespace maelstrom::store {

inline constexpr std::string_view kLockSuffix = ".lock";

// Safe to use from several threads and programs: a record becomes visible whole.
class Memos {
 public:
  // `given_up`: see StoreOptions.
  explicit Memos(std::string store_root, const std::atomic<bool>* given_up)
      : directory_(std::move(store_root) + "/memos"), given_up_(given_up) {}

  // What was remembered for `question` (everything that the answer depends on, digested); none if nothing was.
  // `kind`, a word, keeps the records of one asker from those of others.
  Result<std::optional<std::string>> find(std::string_view kind, const Digest& question) const;
  Status remember(std::string_view kind, const Digest& question, std::string_view record) const;

  // Waits until nobody else, in whichever program, is finding the answer. As long as what is given is open, others
  // wait; who has waited looks again whether there is a record now. Errors: Interrupted if it is given up.
  Result<os::Fd> lock(std::string_view kind, const Digest& question) const;
  // The same without waiting: nothing is open if somebody else is finding the answer.
  Result<os::Fd> try_lock(std::string_view kind, const Digest& question) const;
  // A moment between two tries. Errors: Interrupted if it is given up.
  Status wait() const;

 private:
  std::string directory_of(std::string_view kind, const Digest& question) const;
  std::string directory_;
  const std::atomic<bool>* given_up_;
};

}  // namespace maelstrom::store
