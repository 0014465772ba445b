// How much of a shard's disk is for what, in Buildbarn's "local" stores.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace maelstrom::cli {

struct StoreSizes {
  std::uint64_t cas_bytes = 0;
  std::uint64_t cas_keys = 0;
  std::uint64_t ac_bytes = 0;
  std::uint64_t ac_keys = 0;

  // A blob lies in one block, of which there are thirteen.
  std::uint64_t largest_blob() const { return cas_bytes / 13; }
  // A table of keys that is more than half full drops what is new.
  std::uint64_t most_blobs() const { return cas_keys / 2; }
  std::uint64_t most_results() const { return ac_keys / 2; }
};

inline constexpr std::uint64_t kSmallestStore = UINT64_C(2) << 30;

// Of a store that takes `bytes` of a disk in all. Errors: Invalid below kSmallestStore.
// Source: bb-storage, pkg/proto/configuration/blobstore/blobstore.proto, "LocalBlobAccess": a key takes 66 bytes.
Result<StoreSizes> sizes_of(std::uint64_t bytes);

}  // namespace maelstrom::cli
