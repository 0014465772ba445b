// The contents of a tar's files on their way into the store.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "layers/tar_layer.h"
#include "layers/tar_reader.h"
#include "layers/tree_builder.h"
#include "store/store.h"

namespace maelstrom::layers {

class TarContent {
 public:
  // All live longer.
  TarContent(TarReader& reader, store::Store& store, const TarLimits& limits)
      : reader_(reader), store_(store), limits_(limits) {}

  // Stores the content of `entry`, a file, which the reader gave last.
  // Errors: Invalid if it ends too early, or if all contents are more than the limit.
  Result<TreeFile> store(const TarEntry& entry);

 private:
  Result<Digest> store_small(const TarEntry& entry);
  Result<Digest> store_large(const TarEntry& entry);

  TarReader& reader_;
  store::Store& store_;
  const TarLimits limits_;
  std::uint64_t taken_ = 0;
};

}  // namespace maelstrom::layers
