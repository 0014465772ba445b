// From layers that were built apart to trees that overlayfs may lay one over the other as they are.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "store/store.h"

namespace maelstrom::layers {

// What overlayfs would get wrong is put right in the trees (PARITY §7), so that neither kernel nor store knows of it:
//
//  - A directory that says nothing of its mode is as the next lower layer that does made it. "/" is 0755, always.
//  - A stub stands only where no lower layer has anything, and makes no directory out of what is something else.
//  - What a higher layer hides (core/directory.h) is taken out of the lower trees.
//
// Everything else is overlayfs's: the higher layer wins, and directories merge. Only directories that two layers share
// are read, and only what changes is stored anew; where nothing does, the digests stay as they are.
//
// Safe to use from several threads.
class Stacker {
 public:
  explicit Stacker(store::Store& store) : store_(store) {}

  // Takes and gives layers bottom first. A layer that adds nothing is left out, as is all but the highest of equal
  // ones; one remains at least. Errors: of the store, with the path inside the layers; Invalid for what is no tree.
  Result<std::vector<Digest>> stack(const std::vector<Digest>& layers);

 private:
  store::Store& store_;
  std::mutex mutex_;
  std::map<std::vector<Digest>, std::vector<Digest>> known_;
};

}  // namespace maelstrom::layers
