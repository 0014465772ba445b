#include "session/layer_sets.h"

#include <algorithm>
#include <utility>

namespace maelstrom::session {
namespace {

bool has_command(const std::vector<LayerSpec>& specs) {
  return std::ranges::any_of(specs, [](const LayerSpec& spec) { return std::holds_alternative<CommandLayer>(spec); });
}

std::size_t hash_of(const LayerSets::Stack& stack) {
  std::size_t hash = stack.image ? std::hash<Digest>{}(*stack.image) : stack.specs.size();
  for (const LayerSpec& spec : stack.specs) hash = hash * 31 + layer_hash(spec);
  return hash;
}

std::vector<LayerAssembler::Layer> all_of(const LayerSets::Stack& stack) {
  std::vector<LayerAssembler::Layer> layers;
  if (stack.image) layers.emplace_back(*stack.image);
  layers.insert(layers.end(), stack.specs.begin(), stack.specs.end());
  return layers;
}

}  // namespace

void LayerSets::with(const Stack& stack, const Environment& environment, Use use) {
  Set& set = find(stack, has_command(stack.specs) ? environment : Environment{});
  if (set.built) return use(*set.built);
  set.waiting.push_back(std::move(use));
  if (set.waiting.size() > 1) return;
  assembler_.assemble(all_of(set.stack), set.environment,
                      [this, &set](LayerAssembler::Outcome assembled) { finish(set, std::move(assembled)); });
}

LayerSets::Set& LayerSets::find(const Stack& stack, const Environment& environment) {
  const std::size_t hash = hash_of(stack);
  const auto [begin, end] = sets_.equal_range(hash);
  for (auto set = begin; set != end; ++set) {
    if (set->second->stack == stack && set->second->environment == environment) return *set->second;
  }
  auto set =
      std::make_unique<Set>(Set{.stack = stack, .environment = environment, .built = std::nullopt, .waiting = {}});
  return *sets_.emplace(hash, std::move(set))->second;
}

void LayerSets::finish(Set& set, LayerAssembler::Outcome assembled) {
  if (assembled) {
    for (const std::string& warning : assembled->warnings) {
      ports_.observer.on(Notice{Notice::Kind::kWarning, warning});
    }
    set.built = std::move(assembled->trees);
  } else {
    set.built = fail(std::move(assembled).error().error.in("a layer cannot be made"));
  }
  for (const Use& use : std::exchange(set.waiting, {})) use(*set.built);
}

}  // namespace maelstrom::session
