#include "session/layer_assembler.h"

#include <utility>

namespace maelstrom::session {
namespace {

const CommandLayer& command_of(const LayerAssembler::Layer& layer) {
  return std::get<CommandLayer>(std::get<LayerSpec>(layer));
}

void add_change(AssembledLayers& done, const CommandLayer& layer, const Digest& change) {
  if (changes_nothing(change)) done.warnings.push_back(command_name(layer) + " changes nothing");
  done.trees.push_back(change);
}

}  // namespace

void LayerAssembler::assemble(std::vector<Layer> layers, Environment environment, Use use) {
  advance(std::make_shared<Assembly>(Assembly{std::move(layers), std::move(environment), std::move(use)}));
}

// Only one thread at a time has an assembly: the one that builds, then the loop's.
void LayerAssembler::advance(const Shared& assembly) {
  loop_.prepare([this, assembly]() -> Preparer::Continuation {
    auto pending = build(*assembly);
    return [this, assembly, pending = std::move(pending)]() mutable {
      if (!pending) {
        assembly->use(tl::unexpected(LayerFailure{assembly->next, std::move(pending).error()}));
      } else if (*pending) {
        run(assembly, std::move(**pending));
      } else {
        assembly->use(std::move(assembly->done));
      }
    };
  });
}

Result<std::optional<LayerAssembler::Pending>> LayerAssembler::build(Assembly& assembly) {
  for (; assembly.next < assembly.layers.size(); ++assembly.next) {
    if (const auto* tree = std::get_if<Digest>(&assembly.layers[assembly.next])) {
      assembly.done.trees.push_back(*tree);
      continue;
    }
    const LayerSpec& layer = std::get<LayerSpec>(assembly.layers[assembly.next]);
    if (const auto* command = std::get_if<CommandLayer>(&layer)) {
      TRY_ASSIGN(pending, build_command(assembly, *command));
      if (pending) return pending;
    } else {
      TRY_ASSIGN(tree, build_plain(assembly, layer));
      assembly.done.trees.push_back(tree);
    }
  }
  TRY_ASSIGN(stacked, ports_.stack_layers(assembly.done.trees));
  assembly.done.trees = std::move(stacked);
  return std::nullopt;
}

Result<Digest> LayerAssembler::build_plain(Assembly& assembly, const LayerSpec& layer) {
  TRY_ASSIGN(built, memo_.build(layer));
  auto& warnings = assembly.done.warnings;
  warnings.insert(warnings.end(), built.warnings.begin(), built.warnings.end());
  return built.tree;
}

Result<std::optional<LayerAssembler::Pending>> LayerAssembler::build_command(Assembly& assembly,
                                                                             const CommandLayer& layer) {
  std::vector<Digest> below = assembly.done.trees;
  TRY_ASSIGN(places, build_plain(assembly, command_places()));
  below.push_back(places);
  TRY_ASSIGN(stacked, ports_.stack_layers(below));
  Job job = command_job(layer, std::move(stacked), assembly.environment);
  const Digest key = command_key(layer, job);
  TRY_ASSIGN_IN(command_name(layer), known, ports_.known_change(key));
  if (!known.tree) return Pending{key, std::move(job), std::move(known.claim)};
  add_change(assembly.done, layer, *known.tree);
  return std::nullopt;
}

void LayerAssembler::run(const Shared& assembly, Pending pending) {
  Command& command = commands_[pending.key];
  if (command.change) return go_on(assembly, *command.change);
  command.waiting.push_back(assembly);
  if (command.waiting.size() > 1) return;
  command.claim = std::move(pending.claim);
  const CommandLayer& layer = command_of(assembly->layers[assembly->next]);
  ports_.observer.on(Notice{Notice::Kind::kProgress, "running " + command_name(layer)});
  loop_.submit({.priority = {.band = Band::kListing},
                .make = [job = std::move(pending.job)] { return job; },
                .started = {},
                .ended = [this, key = pending.key, layer](const Result<JobResult>& result,
                                                          std::chrono::nanoseconds) { ended(key, layer, result); }});
}

void LayerAssembler::ended(const Digest& key, const CommandLayer& layer, const Result<JobResult>& result) {
  Command& command = commands_[key];
  command.change = command_change(layer, result);
  if (*command.change) {
    // The layer is there all the same; it will be made again.
    if (const Status remembered = ports_.remember_change(key, **command.change); !remembered) {
      ports_.observer.on(Notice{Notice::Kind::kWarning, "what " + command_name(layer) + " made cannot be remembered: " +
                                                            remembered.error().message()});
    }
  }
  command.claim.reset();
  for (const Shared& assembly : std::exchange(command.waiting, {})) go_on(assembly, *command.change);
}

void LayerAssembler::go_on(const Shared& assembly, const Result<Digest>& change) {
  if (!change) return assembly->use(tl::unexpected(LayerFailure{assembly->next, change.error()}));
  add_change(assembly->done, command_of(assembly->layers[assembly->next]), *change);
  ++assembly->next;
  advance(assembly);
}

}  // namespace maelstrom::session
