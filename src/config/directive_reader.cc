#include "config/directive_reader.h"

#include <limits>

#include "config/environment.h"
#include "config/layer_reader.h"
#include "config/mount_reader.h"

namespace maelstrom::config {
namespace {

constexpr Named<Network> kNetworks[] = {
    {"disabled", Network::kDisabled}, {"loopback", Network::kLoopback}, {"local", Network::kLocal}};

template <typename Element>
std::optional<std::vector<Element>> read_all(TableReader& reader, std::string_view key,
                                             std::optional<Element> (*read)(const Value&, Diagnostics&)) {
  std::vector<Element> all;
  const bool there = reader.each(key, [&](const Value& value) {
    if (auto element = read(value, reader.diagnostics())) all.push_back(std::move(*element));
  });
  if (!there) return std::nullopt;
  return all;
}

EnvironmentElement read_variables(const Table& table, bool extend, Diagnostics& diagnostics) {
  EnvironmentElement element{.extend = extend};
  for (const auto& member : table) {
    if (member.key.empty() || member.key.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      diagnostics.error(member.at, "a variable's name cannot be empty, nor hold \"=\" or NUL");
      continue;
    }
    const auto* value = as_string(member.value, "the variable \"" + member.key + "\"", diagnostics);
    if (value == nullptr) continue;
    if (const auto parts = parse_value(*value); !parts) {
      diagnostics.error(member.value.at, parts.error().message());
    }
    element.vars.emplace_back(member.key, *value);
  }
  return element;
}

std::optional<EnvironmentElement> read_element(const Value& value, Diagnostics& diagnostics) {
  const auto* table = as_table(value, "an element of an environment", diagnostics);
  if (table == nullptr) return std::nullopt;
  TableReader reader(*table, value.at, "an element of an environment", diagnostics);
  for (const auto* key : {"vars", "extend"}) {
    if (reader.find(key) == nullptr) {
      diagnostics.error(value.at, std::string("an element of an environment needs the field \"") + key + "\"");
    }
  }
  const auto* vars = reader.find("vars");
  const bool extend = reader.boolean("extend").value_or(true);
  reader.finish();
  const auto* variables = vars == nullptr ? nullptr : as_table(vars->value, "\"vars\"", diagnostics);
  if (variables == nullptr) return std::nullopt;
  return read_variables(*variables, extend, diagnostics);
}

// A list of elements, or one table of variables.
std::optional<std::vector<EnvironmentElement>> read_environment(TableReader& reader, std::string_view key) {
  const auto* member = reader.find(key);
  if (member == nullptr) return std::nullopt;
  if (const auto* table = std::get_if<Table>(&member->value.is)) {
    return std::vector{read_variables(*table, true, reader.diagnostics())};
  }
  return read_all<EnvironmentElement>(reader, key, read_element);
}

Filter read_filter(TableReader& reader) {
  const auto text = reader.string("filter");
  if (!text) return Filter::all();
  const auto at = reader.find("filter")->value.at;
  auto filter = Filter::parse(*text);
  if (!filter) {
    reader.diagnostics().error(at, "filter: " + filter.error().message());
    return Filter::all();
  }
  if (const auto warning = filter->warning()) reader.diagnostics().warning(at, "filter: " + *warning);
  return *filter;
}

// The Rust edition's name, and the shorter one.
std::optional<bool> read_writable(TableReader& reader) {
  const auto long_name = reader.boolean("enable_writable_file_system");
  const auto short_name = reader.boolean("writable_file_system");
  const auto* second = reader.find("writable_file_system");
  if (long_name && short_name) {
    reader.diagnostics().error(second->at,
                               "\"enable_writable_file_system\" and \"writable_file_system\" are the same field");
  }
  return long_name ? long_name : short_name;
}

std::optional<std::string> read_working_directory(TableReader& reader) {
  auto path = reader.string("working_directory");
  if (path && !path->starts_with('/')) {
    reader.diagnostics().error(reader.find("working_directory")->value.at,
                               "\"working_directory\" must be absolute: it is a path in the container");
  }
  return path;
}

std::optional<std::string> read_hostname(TableReader& reader) {
  auto name = reader.string("hostname");
  if (name && (name->empty() || name->size() > 64)) {  // HOST_NAME_MAX
    reader.diagnostics().error(reader.find("hostname")->value.at, "\"hostname\" must have 1 to 64 bytes");
  }
  return name;
}

std::optional<std::uint32_t> read_id(TableReader& reader, std::string_view key) {
  const auto id = reader.whole_number(key, std::numeric_limits<std::uint32_t>::max() - 1);  // the last is "no id"
  if (!id) return std::nullopt;
  return static_cast<std::uint32_t>(*id);
}

}  // namespace

Directive read_directive(const Table& table, Position at, Diagnostics& diagnostics) {
  TableReader reader(table, at, "a directive", diagnostics);
  Directive directive{.filter = read_filter(reader), .line = at.line};
  directive.ignore = reader.boolean("ignore");
  if (const auto seconds = reader.whole_number("timeout", kMaxTimeout))
    directive.timeout = std::chrono::seconds(*seconds);
  directive.include_shared_libraries = reader.boolean("include_shared_libraries");
  directive.layers = read_all<LayerSpec>(reader, "layers", read_layer);
  directive.added_layers = read_all<LayerSpec>(reader, "added_layers", read_layer).value_or(std::vector<LayerSpec>{});
  directive.environment = read_environment(reader, "environment");
  directive.added_environment =
      read_environment(reader, "added_environment").value_or(std::vector<EnvironmentElement>{});
  directive.mounts = read_all<Mount>(reader, "mounts", read_mount);
  directive.added_mounts = read_all<Mount>(reader, "added_mounts", read_mount).value_or(std::vector<Mount>{});
  directive.network = named_field(reader, "network", kNetworks);
  directive.isolation = named_field(reader, "isolation", kIsolations);
  directive.writable_file_system = read_writable(reader);
  directive.pid1 = reader.boolean("pid1");
  directive.working_directory = read_working_directory(reader);
  directive.user = read_id(reader, "user");
  directive.group = read_id(reader, "group");
  directive.hostname = read_hostname(reader);
  reader.finish();
  return directive;
}

}  // namespace maelstrom::config
