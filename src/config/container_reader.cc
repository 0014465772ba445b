#include "config/container_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/strings.h"
#include "config/container_rules.h"
#include "config/environment_reader.h"
#include "config/layer_reader.h"
#include "config/mount_reader.h"

namespace maelstrom::config {
namespace {

constexpr Named<Network> kNetworks[] = {
    {"disabled", Network::kDisabled}, {"loopback", Network::kLoopback}, {"local", Network::kLocal}};

constexpr Named<ContainerField> kOfAnImage[] = {{"layers", ContainerField::kLayers},
                                                {"environment", ContainerField::kEnvironment},
                                                {"working_directory", ContainerField::kWorkingDirectory}};

constexpr Named<ContainerField> kOfAParent[] = {{"layers", ContainerField::kLayers},
                                                {"environment", ContainerField::kEnvironment},
                                                {"working_directory", ContainerField::kWorkingDirectory},
                                                {"enable_writable_file_system", ContainerField::kWritableFileSystem},
                                                {"writable_file_system", ContainerField::kWritableFileSystem},
                                                {"mounts", ContainerField::kMounts},
                                                {"network", ContainerField::kNetwork},
                                                {"user", ContainerField::kUser},
                                                {"group", ContainerField::kGroup},
                                                {"isolation", ContainerField::kIsolation},
                                                {"hostname", ContainerField::kHostname},
                                                {"pid1", ContainerField::kPid1}};

constexpr std::string_view kSchemes[] = {"docker://", "oci:", "oci-archive:", "docker-archive:"};

template <std::size_t N>
ContainerFields read_use(TableReader& reader, const Named<ContainerField> (&known)[N]) {
  ContainerFields use;
  reader.each("use", [&](const Value& value) {
    const auto* name = as_string(value, "each element of \"use\"", reader.diagnostics());
    if (name == nullptr) return;
    if (const auto field = named_value(value.at, "field to use", *name, known, reader.diagnostics()))
      use.insert(*field);
  });
  return use;
}

void check_scheme(Position at, const std::string& name, Diagnostics& diagnostics) {
  const auto known = [&](std::string_view scheme) { return name.starts_with(scheme) && name.size() > scheme.size(); };
  if (std::ranges::any_of(kSchemes, known)) return;
  const auto hint = name.find(':') == std::string::npos || name.find("://") == std::string::npos
                        ? fmt::format("; of a registry it is \"docker://{}\"", printable(name))
                        : std::string();
  diagnostics.error(at, fmt::format("the image \"{}\" must begin with docker://, oci:, oci-archive: or docker-archive:"
                                    " and a name{}",
                                    printable(name), hint));
}

// The fields of one declaration.
class Fields {
 public:
  Fields(TableReader& reader, const std::string& what)
      : reader_(reader),
        origin_{
            .what = what, .file = reader.diagnostics().file(), .line = reader.at().line, .column = reader.at().column} {
  }

  ContainerDeclaration read() {
    ContainerDeclaration is{.origin = origin_};
    is.base = base();
    is.layers = list<LayerSpec>("layers", read_layer);
    is.added_layers = list<LayerSpec>("added_layers", read_layer);
    is.environment = placed("environment", read_environment(reader_, "environment"));
    is.added_environment = placed("added_environment", read_environment(reader_, "added_environment"));
    is.mounts = list<Mount>("mounts", read_mount);
    is.added_mounts = list<Mount>("added_mounts", read_mount);
    is.working_directory = placed("working_directory", reader_.string("working_directory"));
    is.writable_file_system = writable();
    is.network = placed("network", named_field(reader_, "network", kNetworks));
    is.user = placed("user", id("user"));
    is.group = placed("group", id("group"));
    is.isolation = placed("isolation", named_field(reader_, "isolation", kIsolations));
    is.hostname = placed("hostname", hostname());
    is.pid1 = placed("pid1", reader_.boolean("pid1"));
    return is;
  }

 private:
  template <typename T>
  std::optional<Declared<T>> placed(std::string_view key, std::optional<T> value) {
    if (!value) return std::nullopt;
    Declared<T> declared{std::move(*value), origin_};
    const auto at = reader_.find(key)->at;
    declared.origin.line = at.line;
    declared.origin.column = at.column;
    return declared;
  }

  template <typename Element>
  std::optional<Declared<std::vector<Element>>> list(std::string_view key,
                                                     std::optional<Element> (*read)(const Value&, Diagnostics&)) {
    std::vector<Element> all;
    const bool there = reader_.each(key, [&](const Value& value) {
      if (auto element = read(value, reader_.diagnostics())) all.push_back(std::move(*element));
    });
    if (!there) return std::nullopt;
    return placed(key, std::optional(std::move(all)));
  }

  std::optional<Declared<ContainerBase>> base() {
    auto image = placed("image", base_of("image", ContainerBase::Kind::kImage));
    auto parent = placed("parent", base_of("parent", ContainerBase::Kind::kParent));
    if (image && parent) {
      reader_.diagnostics().error(
          reader_.find("parent")->at,
          "\"image\" and \"parent\" cannot stand together: a container starts from one of them");
    }
    return image ? image : parent;
  }

  std::optional<ContainerBase> base_of(std::string_view key, ContainerBase::Kind kind) {
    const auto* member = reader_.find(key);
    if (member == nullptr) return std::nullopt;
    ContainerBase base{.kind = kind};
    Position at = member->value.at;
    if (const auto* table = std::get_if<Table>(&member->value.is)) {
      TableReader inner(*table, at, fmt::format("\"{}\"", key), reader_.diagnostics());
      auto name = inner.required_string("name");
      if (inner.find("use") != nullptr) {
        base.use = kind == ContainerBase::Kind::kImage ? read_use(inner, kOfAnImage) : read_use(inner, kOfAParent);
      }
      inner.finish();
      if (!name) return std::nullopt;
      at = inner.find("name")->value.at;
      base.name = std::move(*name);
    } else if (auto name = reader_.string(key)) {
      base.name = std::move(*name);
    } else {
      return std::nullopt;
    }
    if (kind == ContainerBase::Kind::kImage) check_scheme(at, base.name, reader_.diagnostics());
    return base;
  }

  // The Rust edition's name, and the shorter one.
  std::optional<Declared<bool>> writable() {
    auto long_name = placed("enable_writable_file_system", reader_.boolean("enable_writable_file_system"));
    auto short_name = placed("writable_file_system", reader_.boolean("writable_file_system"));
    if (long_name && short_name) {
      reader_.diagnostics().error(reader_.find("writable_file_system")->at,
                                  "\"enable_writable_file_system\" and \"writable_file_system\" are the same field");
    }
    return long_name ? long_name : short_name;
  }

  std::optional<std::string> hostname() {
    auto name = reader_.string("hostname");
    if (name && (name->empty() || name->size() > 64)) {  // HOST_NAME_MAX
      reader_.diagnostics().error(reader_.find("hostname")->value.at, "\"hostname\" must have 1 to 64 bytes");
    }
    return name;
  }

  std::optional<std::uint32_t> id(std::string_view key) {
    const auto id = reader_.whole_number(key, std::numeric_limits<std::uint32_t>::max() - 1);  // the last is "no id"
    if (!id) return std::nullopt;
    return static_cast<std::uint32_t>(*id);
  }

  TableReader& reader_;
  Origin origin_;
};

}  // namespace

ContainerDeclaration read_container(TableReader& reader, const std::string& what) {
  auto declaration = Fields(reader, what).read();
  auto& directory = declaration.working_directory;
  if (directory && !directory->value.starts_with('/')) directory->value.insert(0, "/");
  check_rules(declaration, reader.diagnostics());
  return declaration;
}

ContainerDeclaration read_directive_container(TableReader& reader) {
  auto declaration = Fields(reader, "a directive").read();
  const auto& directory = declaration.working_directory;
  if (directory && !directory->value.starts_with('/')) {
    reader.diagnostics().error(reader.find("working_directory")->value.at,
                               "\"working_directory\" must be absolute: it is a path in the container");
  }
  if (declaration.base) check_rules(declaration, reader.diagnostics());
  return declaration;
}

void read_containers(const Member& member, NamedContainers& all, Diagnostics& diagnostics) {
  const auto* table = as_table(member.value, "\"containers\"", diagnostics);
  if (table == nullptr) return;
  for (const auto& [name, at, value] : *table) {
    const auto what = fmt::format("container \"{}\"", printable(name));
    const auto* fields = as_table(value, what, diagnostics);
    if (fields == nullptr) continue;
    TableReader reader(*fields, at, what, diagnostics);
    all.insert_or_assign(name, read_container(reader, what));
    reader.finish();
  }
}

}  // namespace maelstrom::config
