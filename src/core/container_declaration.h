// A container as somebody wrote it, before anything is inherited: PARITY §1, "container fields".
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/container.h"

namespace maelstrom {

// What can be taken from a parent; of an image only the first three. Ordered as they are shown.
enum class ContainerField : std::uint8_t {
  kLayers,
  kEnvironment,
  kWorkingDirectory,
  kWritableFileSystem,
  kMounts,
  kNetwork,
  kUser,
  kGroup,
  kIsolation,
  kHostname,
  kPid1,
};
using ContainerFields = std::set<ContainerField>;
std::string_view container_field_name(ContainerField field);  // as configurations spell it

// Where something was declared.
struct Origin {
  std::string what;  // `container "base"`, "a directive", "a job", "the default container"
  std::string file;  // empty: in no file
  int line = 0;      // 0: not known, as is a column of 0
  int column = 0;
  std::string to_string() const;  // "maelstrom.toml:3:1: container \"base\""
  bool operator==(const Origin&) const = default;
};

template <typename T>
struct Declared {
  T value{};
  Origin origin;
  bool operator==(const Declared&) const = default;
};

// An element of an environment list: PARITY §1, "environment". Values are unexpanded.
struct EnvironmentElement {
  std::vector<std::pair<std::string, std::string>> vars;
  bool extend = true;
  bool operator==(const EnvironmentElement&) const = default;
};

// `image = "..."` or `parent = "..."`, bare or as `{name, use}`.
struct ContainerBase {
  enum class Kind : std::uint8_t { kImage, kParent } kind = Kind::kParent;
  std::string name;
  // None written: all that its kind has, less the lists that the container itself declares plainly.
  std::optional<ContainerFields> use;
  bool operator==(const ContainerBase&) const = default;
};

// A field that is not there is inherited, or stays what the container starts from.
struct ContainerDeclaration {
  Origin origin;
  std::optional<Declared<ContainerBase>> base;
  std::optional<Declared<std::vector<LayerSpec>>> layers;
  std::optional<Declared<std::vector<LayerSpec>>> added_layers;
  std::optional<Declared<std::vector<EnvironmentElement>>> environment;
  std::optional<Declared<std::vector<EnvironmentElement>>> added_environment;
  std::optional<Declared<std::vector<Mount>>> mounts;
  std::optional<Declared<std::vector<Mount>>> added_mounts;
  std::optional<Declared<std::string>> working_directory;
  std::optional<Declared<bool>> writable_file_system;  // enable_writable_file_system
  std::optional<Declared<Network>> network;
  std::optional<Declared<std::uint32_t>> user;
  std::optional<Declared<std::uint32_t>> group;
  std::optional<Declared<Isolation>> isolation;
  std::optional<Declared<std::string>> hostname;
  std::optional<Declared<bool>> pid1;
  bool operator==(const ContainerDeclaration&) const = default;
};

}  // namespace maelstrom
