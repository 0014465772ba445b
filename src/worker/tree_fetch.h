// One tree of an input root, from a server's storage into the store: only what is not there yet.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "core/digest.h"
#include "store/store.h"
#include "worker/attempt.h"
#include "worker/blob_reader.h"
#include "worker/crew.h"
#include "worker/tree_check.h"

namespace maelstrom::worker {

class TreeFetch {
 public:
  struct Ports {
    store::Store& store;
    Crew& crew;  // of those who read
    const BlobReader& reader;
    const TreeLimits& limits;
    // Safe to call from several threads; once it says no the fetch ends, with Unavailable.
    const std::function<bool()>& go_on;
  };
  explicit TreeFetch(const Ports& ports) : ports_(ports) {}

  // Nothing of a tree is stored before all of its directories are known and it keeps to the limits.
  // Gives the bytes that came. Errors: FailedPrecondition with what is missing; InvalidArgument for what is no tree,
  // passes a limit, or is something else than its digest says; Unavailable.
  Attempt<std::uint64_t> run(const Digest& root);

 private:
  using Read = std::function<Result<std::vector<Digest>>(const std::vector<Digest>& group)>;

  Attempt<void> read_directories(const Digest& root);
  Attempt<void> read_files();
  Attempt<void> in_groups(const std::vector<Digest>& blobs, const Read& read);
  Result<std::vector<Digest>> read_group(const std::vector<Digest>& directories);
  Result<std::vector<Digest>> stream(const Digest& blob, const NodeProperties& likely);
  Status take_directory(const Digest& digest, std::string_view bytes);

  Ports ports_;
  std::mutex mutex_;  // of the directories, while several come
  Directories directories_;
  std::vector<reapi::BlobBytes> new_directories_;  // that the store does not have
  std::uint64_t bytes_ = 0;
};

}  // namespace maelstrom::worker
