// From what is declared to a tree in the store: PARITY §1 and §7, "layers".
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/layer_spec.h"
#include "store/store.h"

namespace maelstrom::layers {

struct BuiltLayer {
  Digest tree;
  std::vector<std::string> warnings;  // a glob that matches nothing
};

// Safe to use from several threads.
class LayerBuilder {
 public:
  // Relative paths of layers are relative to `project_directory` (absolute).
  LayerBuilder(store::Store& store, std::string project_directory);

  // Errors name the path and, for a library, who needs it.
  Result<BuiltLayer> build(const LayerSpec& spec) const;

 private:
  store::Store& store_;
  std::string project_directory_;
};

}  // namespace maelstrom::layers
