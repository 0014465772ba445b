#include "layers/stacker.h"

#include <algorithm>
#include <utility>

#include "layers/directory_merge.h"

namespace maelstrom::layers {
namespace {

// overlayfs takes no directory twice, and the lower of two equal layers is hidden whole.
void leave_out_repeated(std::vector<Digest>& layers) {
  std::vector<Digest> kept;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (std::ranges::find(kept, *layer) == kept.end()) kept.push_back(*layer);
  }
  std::ranges::reverse(kept);
  layers = std::move(kept);
}

Result<std::vector<Digest>> merge(store::Store& store, const std::vector<Digest>& layers) {
  std::vector<LayerDirectory> roots;
  for (const Digest& layer : layers) {
    TRY_ASSIGN_IN("layer " + layer.to_string(), root, read_directory(store, layer));
    roots.push_back(std::move(root));
  }
  TRY_IN("the layers together", merge_directories(store, roots));
  std::erase_if(roots, [](const LayerDirectory& root) { return is_empty(root.content); });
  if (roots.empty()) roots.push_back({.changed = true});
  if (LayerDirectory& top = roots.back(); top.content.properties.unix_mode) {
    top.content.properties = {};
    top.changed = true;
  }
  std::vector<Digest> stacked;
  for (const LayerDirectory& root : roots) {
    TRY_ASSIGN(digest, store_directory(store, root));
    stacked.push_back(digest);
  }
  leave_out_repeated(stacked);
  return stacked;
}

}  // namespace

Result<std::vector<Digest>> Stacker::stack(const std::vector<Digest>& layers) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = known_.find(layers); known != known_.end()) return known->second;
  }
  TRY_ASSIGN(stacked, merge(store_, layers));
  const std::scoped_lock lock(mutex_);
  return known_.emplace(layers, std::move(stacked)).first->second;
}

}  // namespace maelstrom::layers
