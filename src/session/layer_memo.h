// Builds each distinct layer of a run once.
#pragma once

#include <functional>
#include <future>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/layer_spec.h"
#include "layers/layer_builder.h"

namespace maelstrom::session {

// Equal layers have equal ones.
std::size_t layer_hash(const LayerSpec& spec);

// Safe to use from several threads; one builds, the others wait for it.
class LayerMemo {
 public:
  using Build = std::function<Result<layers::BuiltLayer>(const LayerSpec&)>;
  explicit LayerMemo(Build build) : build_(std::move(build)) {}

  Result<layers::BuiltLayer> build(const LayerSpec& spec);

 private:
  using Future = std::shared_future<Result<layers::BuiltLayer>>;
  struct Entry {
    LayerSpec spec;
    Future built;
  };

  Build build_;
  std::mutex mutex_;
  std::unordered_multimap<std::size_t, Entry> entries_;
};

}  // namespace maelstrom::session
