#include "config/resolve_containers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "config/container_rules.h"
#include "config/environment.h"
#include "config/scalar_fields.h"

namespace maelstrom::config {
namespace {

// A list in the making: what comes from the base stays when a later declaration overwrites.
template <typename T>
struct List {
  bool of_start = true;  // the start's elements are below
  std::vector<Declared<T>> inherited;
  std::vector<Declared<T>> own;

  void inherit() {
    std::ranges::move(own, std::back_inserter(inherited));
    own.clear();
  }
  void append(const std::optional<Declared<std::vector<T>>>& more) {
    if (!more) return;
    for (const T& element : more->value) own.push_back({element, more->origin});
  }
  void overwrite(const std::optional<Declared<std::vector<T>>>& with) {
    if (!with) return;
    own.clear();
    of_start = false;
    append(with);
  }
  std::vector<Declared<T>> all() const {
    auto both = inherited;
    both.insert(both.end(), own.begin(), own.end());
    return both;
  }
};

std::string asked_by(const std::vector<const ContainerDeclaration*>& chain) {
  std::string text;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    text += (text.empty() ? "the parent of " : ", the parent of ") + (*at)->origin.what;
  }
  return text;
}

// `declaration`, its parent, and so on.
Result<std::vector<const ContainerDeclaration*>> ancestry(const NamedContainers& containers,
                                                          const ContainerDeclaration& declaration) {
  std::vector<const ContainerDeclaration*> chain{&declaration};
  std::vector<std::string> names;
  while (chain.back()->base && chain.back()->base->value.kind == ContainerBase::Kind::kParent) {
    const auto& base = *chain.back()->base;
    const bool again = std::ranges::find(names, base.value.name) != names.end();
    names.push_back(base.value.name);
    if (again) {
      return invalid(
          fmt::format("{}: its parents go in a loop: {}", base.origin.to_string(), printable(join(names, " -> "))));
    }
    const auto parent = containers.find(base.value.name);
    if (parent == containers.end()) {
      return invalid(fmt::format("{}: unknown container \"{}\", {}", base.origin.to_string(),
                                 printable(base.value.name), asked_by(chain)));
    }
    chain.push_back(&parent->second);
  }
  return chain;
}

std::string said_in(const Origin& origin) { return fmt::format("{}: environment", origin.to_string()); }

Status extend_environment(const std::vector<Declared<EnvironmentElement>>& elements, const Lookup& client,
                          Environment& environment, std::map<std::string, Origin>& origins) {
  for (const auto& [element, origin] : elements) {
    TRY_ASSIGN_IN(said_in(origin), next, extended(environment, element, client));
    environment = std::move(next);
    if (!element.extend) origins.clear();
    for (const auto& [name, value] : element.vars) origins[name] = origin;
  }
  return {};
}

bool is_sys(const Mount& mount) { return std::holds_alternative<SysMount>(mount); }

// Kernels give no sysfs to a user namespace that does not own the network.
Status settle_sys(const Origin& start, ContainerSpec& spec, std::vector<Origin>& origins) {
  if (spec.settings.network != Network::kLocal) return {};
  auto& mounts = spec.settings.mounts;
  for (std::size_t i = mounts.size(); i-- > 0;) {
    if (!is_sys(mounts[i])) continue;
    if (!(origins[i] == start)) {
      return invalid(origins[i].to_string() + ": a \"sys\" mount is not possible with network = \"local\"");
    }
    mounts.erase(mounts.begin() + static_cast<std::ptrdiff_t>(i));
    origins.erase(origins.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return {};
}

void make_absolute(const std::string& project, std::vector<Mount>& mounts) {
  if (project.empty()) return;
  for (auto& mount : mounts) {
    auto* bind = std::get_if<BindMount>(&mount);
    if (bind != nullptr && !bind->local_path.starts_with('/')) {
      bind->local_path.insert(0, project.ends_with('/') ? project : project + "/");
    }
  }
}

template <typename T>
void place_all(const List<T>& list, const Origin& start, std::vector<T>& elements, std::vector<Origin>& origins) {
  if (!list.of_start) elements.clear();
  origins.assign(elements.size(), start);
  for (auto& [element, origin] : list.all()) {
    elements.push_back(element);
    origins.push_back(origin);
  }
}

}  // namespace

struct ContainerChain::State {
  ResolvedContainer start;
  Origin start_origin;  // of what the origins of `start` do not name
  std::optional<Declared<ImageUse>> image;
  List<LayerSpec> layers;
  List<EnvironmentElement> environment;
  List<Mount> mounts;
  ContainerDeclaration scalars;  // of it, what is no list
  std::vector<Declared<ContainerBase>> bases;

  void begin(const ContainerDeclaration& declaration);
  void inherit(const ContainerFields& use);
  void add(const ContainerDeclaration& declaration);
  void place_scalars(ContainerSettings& settings, std::map<ContainerField, Origin>& origins) const;
};

// The first of a chain: it has an image, or nothing.
void ContainerChain::State::begin(const ContainerDeclaration& declaration) {
  image.reset();
  layers = {};
  environment = {};
  mounts = {};
  scalars = {};
  if (!declaration.base) return;
  const auto use = used_fields(declaration);
  image = Declared<ImageUse>{{.name = declaration.base->value.name,
                              .layers = use.contains(ContainerField::kLayers),
                              .environment = use.contains(ContainerField::kEnvironment),
                              .working_directory = use.contains(ContainerField::kWorkingDirectory)},
                             declaration.base->origin};
}

void ContainerChain::State::inherit(const ContainerFields& use) {
  const auto list = [&](ContainerField field, auto& of) {
    if (use.contains(field)) return of.inherit();
    of = {};
  };
  list(ContainerField::kLayers, layers);
  list(ContainerField::kEnvironment, environment);
  list(ContainerField::kMounts, mounts);
  each_scalar([&](ContainerField field, auto declared, auto) {
    if (!use.contains(field)) (scalars.*declared).reset();
  });
  if (!image) return;
  image->value.layers &= use.contains(ContainerField::kLayers);
  image->value.environment &= use.contains(ContainerField::kEnvironment);
  image->value.working_directory &= use.contains(ContainerField::kWorkingDirectory);
}

void ContainerChain::State::add(const ContainerDeclaration& declaration) {
  layers.overwrite(declaration.layers);
  layers.append(declaration.added_layers);
  environment.overwrite(declaration.environment);
  environment.append(declaration.added_environment);
  mounts.overwrite(declaration.mounts);
  mounts.append(declaration.added_mounts);
  each_scalar([&](ContainerField, auto declared, auto) {
    if (declaration.*declared) scalars.*declared = declaration.*declared;
  });
  if (image && declaration.working_directory) image->value.working_directory = false;
}

void ContainerChain::State::place_scalars(ContainerSettings& settings,
                                          std::map<ContainerField, Origin>& origins) const {
  each_scalar([&](ContainerField field, auto declared, auto setting) {
    const auto& said = scalars.*declared;
    if (said) settings.*setting = said->value;
    if (said) origins[field] = said->origin;
    origins.try_emplace(field, start_origin);
  });
}

ContainerChain::ContainerChain(ResolvedContainer start, std::string what)
    : state_(std::make_unique<State>(State{.start = std::move(start), .start_origin = {.what = std::move(what)}})) {}
ContainerChain::~ContainerChain() = default;
ContainerChain::ContainerChain(ContainerChain&&) noexcept = default;
ContainerChain& ContainerChain::operator=(ContainerChain&&) noexcept = default;

Status ContainerChain::apply(const NamedContainers& containers, const ContainerDeclaration& declaration) {
  if (!declaration.base) {
    state_->add(declaration);
    return {};
  }
  TRY_ASSIGN(chain, ancestry(containers, declaration));
  state_->bases.clear();
  for (const auto* of : chain) {
    if (of->base) state_->bases.push_back(*of->base);
  }
  state_->begin(*chain.back());
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (at != chain.rbegin()) state_->inherit(used_fields(**at));
    state_->add(**at);
  }
  return {};
}

Result<ResolvedContainer> ContainerChain::resolve(const Lookup& client_environment, const std::string& project) const {
  const State& state = *state_;
  ResolvedContainer resolved = state.start;
  auto& [spec, on_image, origins] = resolved;
  if (const auto& image = state.image;
      image && (image->value.layers || image->value.environment || image->value.working_directory)) {
    spec.image = image->value;
    origins.image = image->origin;
  }
  origins.bases = state.bases;
  place_all(state.layers, state.start_origin, spec.layers, origins.layers);
  place_all(state.mounts, state.start_origin, spec.settings.mounts, origins.mounts);
  state.place_scalars(spec.settings, origins.scalars);
  TRY(settle_sys(state.start_origin, spec, origins.mounts));
  make_absolute(project, spec.settings.mounts);
  auto& environment = spec.settings.environment;
  for (const auto& [name, value] : environment) origins.environment.try_emplace(name, state.start_origin);
  if (spec.image && spec.image->environment) {
    on_image = state.environment.all();
  } else {
    TRY(extend_environment(state.environment.all(), client_environment, environment, origins.environment));
  }
  return resolved;
}

std::optional<std::string> missing_parent(const NamedContainers& containers, const ContainerDeclaration& declaration) {
  const auto* base = declaration.base ? &declaration.base->value : nullptr;
  // More steps than there are containers are a loop.
  for (std::size_t step = 0; base != nullptr && base->kind == ContainerBase::Kind::kParent; ++step) {
    const auto parent = containers.find(base->name);
    if (parent == containers.end()) return base->name;
    if (step == containers.size()) return std::nullopt;
    base = parent->second.base ? &parent->second.base->value : nullptr;
  }
  return std::nullopt;
}

Result<ResolvedContainer> resolve_container(const NamedContainers& containers, const ContainerDeclaration& declaration,
                                            const Lookup& client_environment, const std::string& project) {
  ContainerChain chain({}, "the default");
  TRY(chain.apply(containers, declaration));
  TRY_ASSIGN(resolved, chain.resolve(client_environment, project));
  const bool of_image = resolved.spec.image && resolved.spec.image->layers;
  if (resolved.spec.layers.empty() && !of_image) {
    return invalid(
        declaration.origin.to_string() +
        ": it has no layers, so nothing is in its container; \"layers\", an \"image\" or a \"parent\" gives some");
  }
  return resolved;
}

Status settle_image(ResolvedContainer& container, const ImageFacts& image, const Lookup& client_environment) {
  auto& [spec, on_image, origins] = container;
  if (!spec.image) return {};
  const Origin origin{.what = fmt::format("image \"{}\"", printable(spec.image->name))};
  if (spec.image->working_directory && !image.working_directory.empty()) {
    spec.settings.working_directory = image.working_directory;
    origins.scalars[ContainerField::kWorkingDirectory] = origin;
  }
  if (!spec.image->environment) return {};
  auto& environment = spec.settings.environment;
  for (const auto& [name, value] : image.environment) {
    environment[name] = value;
    origins.environment[name] = origin;
  }
  TRY(extend_environment(on_image, client_environment, environment, origins.environment));
  on_image.clear();
  return {};
}

}  // namespace maelstrom::config
