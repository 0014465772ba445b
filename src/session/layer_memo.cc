#include "session/layer_memo.h"

#include <string>
#include <utility>
#include <variant>

namespace maelstrom::session {
namespace {

// Tells layers apart well enough for a hash table: by their kind and the first thing they name.
std::string distinguishing_name(const LayerSpec& spec) {
  struct Visitor {
    std::string operator()(const PathsLayer& layer) const { return first(layer.paths); }
    std::string operator()(const GlobLayer& layer) const { return layer.pattern; }
    std::string operator()(const StubsLayer& layer) const { return first(layer.stubs); }
    std::string operator()(const SymlinksLayer& layer) const {
      return layer.symlinks.empty() ? "" : layer.symlinks.front().link;
    }
    std::string operator()(const TarLayer& layer) const { return layer.path; }
    std::string operator()(const SharedLibrariesLayer& layer) const { return first(layer.binaries); }
    std::string operator()(const InlineLayer& layer) const {
      return layer.files.empty() ? "" : layer.files.front().path;
    }
    std::string operator()(const CommandLayer& layer) const { return first(layer.argv); }
    static std::string first(const std::vector<std::string>& names) { return names.empty() ? "" : names.front(); }
  };
  return std::visit(Visitor{}, spec);
}

}  // namespace

std::size_t layer_hash(const LayerSpec& spec) {
  return std::hash<std::string>{}(distinguishing_name(spec)) + spec.index();
}

Result<layers::BuiltLayer> LayerMemo::build(const LayerSpec& spec) {
  const std::size_t key = layer_hash(spec);
  std::promise<Result<layers::BuiltLayer>> promise;
  {
    std::unique_lock lock(mutex_);
    const auto [begin, end] = entries_.equal_range(key);
    for (auto entry = begin; entry != end; ++entry) {
      if (!(entry->second.spec == spec)) continue;
      const Future built = entry->second.built;
      lock.unlock();
      return built.get();
    }
    entries_.emplace(key, Entry{spec, promise.get_future().share()});
  }
  auto built = build_(spec);
  promise.set_value(built);
  return built;
}

}  // namespace maelstrom::session
