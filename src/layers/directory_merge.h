// One directory as several layers have it, made ready for overlayfs: what stacker.h promises.
#pragma once

#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "store/store.h"

namespace maelstrom::layers {

// A directory in one of the layers.
struct LayerDirectory {
  Digest digest;
  Directory content;
  bool changed = false;   // `content` is no longer that of `digest`
  bool needless = false;  // without it the stack is the same
};

Result<LayerDirectory> read_directory(store::Store& store, const Digest& digest);

// `layers` (at least one) are the directories that merge at one path, bottom first. What is below them is made ready
// and stored; they themselves are not stored. Errors: as Stacker::stack().
Status merge_directories(store::Store& store, std::vector<LayerDirectory>& layers);

// Stores `directory` as it is now, if it changed.
Result<Digest> store_directory(store::Store& store, const LayerDirectory& directory);

bool is_empty(const Directory& directory);  // nothing is in it

}  // namespace maelstrom::layers
