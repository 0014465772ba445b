#include "session/edition_container.h"

#include <string>

#include "session/default_container.h"

namespace maelstrom::session {
namespace {

Environment rust_environment(const config::Lookup& client_environment) {
  Environment environment;
  for (const std::string name : {"RUST_BACKTRACE", "RUST_LIB_BACKTRACE"}) {
    const auto value = client_environment(name);
    environment[name] = value && !value->empty() ? *value : "0";
  }
  return environment;
}

GlobLayer glob(std::string pattern) { return {.pattern = std::move(pattern), .allow_empty = true, .prefix = {}}; }

ContainerSpec edition_container(DefaultContainer which, const frameworks::Artifact& artifact,
                                const config::Lookup& client_environment) {
  ContainerSpec spec;
  spec.layers = {StubsLayer{{"/{proc,sys,tmp}/", "/dev/{full,null,random,urandom,zero}"}}};
  if (!stands_in_tmp(artifact)) spec.settings.mounts.emplace_back(TmpMount{"/tmp"});
  spec.settings.mounts.emplace_back(ProcMount{"/proc"});
  spec.settings.mounts.emplace_back(SysMount{"/sys"});
  spec.settings.mounts.emplace_back(
      DevicesMount{{Device::kFull, Device::kNull, Device::kRandom, Device::kUrandom, Device::kZero}});
  if (which == DefaultContainer::kCargo) spec.settings.environment = rust_environment(client_environment);
  if (which == DefaultContainer::kPytest) {
    spec.settings.environment = {{"PYTEST_XDIST_AUTO_NUM_WORKERS", "1"}};
    spec.layers.emplace_back(glob("**.{py,pyc,pyi}"));
    spec.layers.emplace_back(glob("pyproject.toml"));
  }
  for (const auto& [name, value] : artifact.environment) spec.settings.environment[name] = value;
  if (!artifact.declared_by.empty()) spec.settings.working_directory = artifact.working_directory;
  return spec;
}

}  // namespace

std::optional<DefaultContainer> default_container_named(std::string_view name) {
  if (name == "maelstrom") return DefaultContainer::kMaelstrom;
  if (name == "cargo-maelstrom") return DefaultContainer::kCargo;
  if (name == "maelstrom-go-test") return DefaultContainer::kGoTest;
  if (name == "maelstrom-pytest") return DefaultContainer::kPytest;
  return std::nullopt;
}

ContainerSpec start_container(DefaultContainer which, const frameworks::Artifact& artifact,
                              const config::Lookup& client_environment) {
  if (which == DefaultContainer::kMaelstrom) return default_container(artifact);
  return edition_container(which, artifact, client_environment);
}

std::vector<LayerSpec> layers_below(DefaultContainer which) {
  return which == DefaultContainer::kMaelstrom ? base_layers() : std::vector<LayerSpec>();
}

// The Rust edition's have their places among the layers that directives may replace.
std::vector<LayerSpec> layers_on_top(DefaultContainer which, const std::string& working_directory) {
  if (which == DefaultContainer::kMaelstrom) return {places_layer(working_directory)};
  if (working_directory == "/") return {};
  return {working_directory_layer(working_directory)};
}

}  // namespace maelstrom::session
