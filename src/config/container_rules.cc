#include "config/container_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "config/container_reader.h"
#include "config/scalar_fields.h"

namespace maelstrom::config {
namespace {

constexpr ContainerField kAll[] = {ContainerField::kLayers,
                                   ContainerField::kEnvironment,
                                   ContainerField::kWorkingDirectory,
                                   ContainerField::kMounts,
                                   ContainerField::kWritableFileSystem,
                                   ContainerField::kNetwork,
                                   ContainerField::kUser,
                                   ContainerField::kGroup,
                                   ContainerField::kIsolation,
                                   ContainerField::kPid1,
                                   ContainerField::kHostname};

template <typename T>
const Origin* origin_of(const std::optional<Declared<T>>& declared) {
  return declared ? &declared->origin : nullptr;
}

// Where the plain form of `field` stands; null if it does not.
const Origin* plain(const ContainerDeclaration& is, ContainerField field) {
  if (field == ContainerField::kLayers) return origin_of(is.layers);
  if (field == ContainerField::kEnvironment) return origin_of(is.environment);
  if (field == ContainerField::kMounts) return origin_of(is.mounts);
  const Origin* found = nullptr;
  each_scalar([&](ContainerField one, auto declared, auto) {
    if (one == field) found = origin_of(is.*declared);
  });
  return found;
}

const Origin* added(const ContainerDeclaration& is, ContainerField field) {
  if (field == ContainerField::kLayers) return origin_of(is.added_layers);
  if (field == ContainerField::kEnvironment) return origin_of(is.added_environment);
  if (field == ContainerField::kMounts) return origin_of(is.added_mounts);
  return nullptr;
}

bool is_list(ContainerField field) {
  return field == ContainerField::kLayers || field == ContainerField::kEnvironment || field == ContainerField::kMounts;
}

bool has(ContainerBase::Kind kind, ContainerField field) {
  return kind == ContainerBase::Kind::kParent || field == ContainerField::kLayers ||
         field == ContainerField::kEnvironment || field == ContainerField::kWorkingDirectory;
}

std::string shown(const ContainerBase& base) {
  return fmt::format("{} \"{}\"", base.kind == ContainerBase::Kind::kImage ? "image" : "parent", printable(base.name));
}

std::string why_not_added(const ContainerDeclaration& is, ContainerField field) {
  const auto name = container_field_name(field);
  if (plain(is, field) != nullptr) {
    return fmt::format("\"{0}\" and \"added_{0}\" cannot stand together: write all of it in \"{0}\"", name);
  }
  if (!is.base) {
    const auto* bases = field == ContainerField::kMounts ? "a \"parent\"" : "an \"image\" or a \"parent\"";
    return fmt::format("\"added_{0}\" needs {1} to add to; without one it is \"{0}\"", name, bases);
  }
  const auto& base = is.base->value;
  if (!has(base.kind, field)) {
    return fmt::format("\"added_{0}\" needs a \"parent\" to add to, for an image has no {0}; here it is \"{0}\"", name);
  }
  if (used_fields(is).contains(field)) return {};
  return fmt::format("\"added_{0}\" adds to the {1}, but its \"use\" does not name \"{0}\"", name, shown(base));
}

Position position(const Origin& origin) { return {origin.line, origin.column}; }

// The names from `start` back to itself; empty if its parents end, or enter a loop that it is not of.
std::vector<std::string> loop_of(const NamedContainers& containers, const std::string& start) {
  std::vector<std::string> names{start};
  for (auto at = containers.find(start); at != containers.end() && names.size() <= containers.size();) {
    const auto& base = at->second.base;
    if (!base || base->value.kind != ContainerBase::Kind::kParent) return {};
    names.push_back(base->value.name);
    if (names.back() == start) return names;
    at = containers.find(names.back());
  }
  return {};
}

}  // namespace

ContainerFields used_fields(const ContainerDeclaration& declaration) {
  if (!declaration.base) return {};
  const auto& base = declaration.base->value;
  if (base.use) return *base.use;
  ContainerFields use;
  for (const auto field : kAll) {
    const bool replaced = is_list(field) && plain(declaration, field) != nullptr;
    if (has(base.kind, field) && !replaced) use.insert(field);
  }
  return use;
}

void check_rules(const ContainerDeclaration& declaration, Diagnostics& diagnostics) {
  const auto& base = declaration.base;
  for (const auto field : kAll) {
    if (const auto* origin = added(declaration, field)) {
      if (auto why = why_not_added(declaration, field); !why.empty())
        diagnostics.error(position(*origin), std::move(why));
    }
    const auto* origin = plain(declaration, field);
    if (origin == nullptr || !base || !base->value.use || !base->value.use->contains(field)) continue;
    diagnostics.error(position(*origin),
                      fmt::format("\"{}\" is set here and named in the \"use\" of the {}: one of the "
                                  "two must go",
                                  container_field_name(field), shown(base->value)));
  }
}

void check_parent(const NamedContainers& containers, const ContainerDeclaration& declaration,
                  Diagnostics& diagnostics) {
  const auto& base = declaration.base;
  if (!base || base->value.kind != ContainerBase::Kind::kParent || containers.contains(base->value.name)) return;
  std::vector<std::string> known;
  for (const auto& [name, container] : containers) known.push_back(name);
  if (!known.empty()) return unknown_name(position(base->origin), "container", base->value.name, known, diagnostics);
  diagnostics.error(position(base->origin), fmt::format("unknown container \"{}\"; none is declared in [containers]",
                                                        printable(base->value.name)));
}

void check_parents(const NamedContainers& containers, Diagnostics& diagnostics) {
  for (const auto& [name, container] : containers) {
    check_parent(containers, container, diagnostics);
    const auto loop = loop_of(containers, name);
    if (loop.empty() || *std::ranges::min_element(loop) != name) continue;  // told by the first of its names
    diagnostics.error(position(container.base->origin), fmt::format("the parents of container \"{}\" go in a loop: {}",
                                                                    printable(name), printable(join(loop, " -> "))));
  }
}

}  // namespace maelstrom::config
