#include "cli/container_values.h"

#include <fmt/format.h>

#include <variant>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

OrderedJson texts(const std::vector<std::string>& values) {
  OrderedJson list = OrderedJson::array();
  for (const std::string& value : values) list.push_back(to_utf8(value));
  return list;
}

void add_prefix(OrderedJson& table, const PrefixOptions& prefix) {
  if (prefix.follow_symlinks) table["follow_symlinks"] = true;
  if (prefix.canonicalize) table["canonicalize"] = true;
  if (prefix.strip_prefix) table["strip_prefix"] = to_utf8(*prefix.strip_prefix);
  if (prefix.prepend_prefix) table["prepend_prefix"] = to_utf8(*prefix.prepend_prefix);
}

struct LayerValue {
  OrderedJson operator()(const PathsLayer& layer) const {
    OrderedJson table{{"paths", texts(layer.paths)}};
    add_prefix(table, layer.prefix);
    return table;
  }
  OrderedJson operator()(const GlobLayer& layer) const {
    OrderedJson table{{"glob", to_utf8(layer.pattern)}};
    if (layer.allow_empty) table["allow_empty"] = true;
    add_prefix(table, layer.prefix);
    return table;
  }
  OrderedJson operator()(const StubsLayer& layer) const { return {{"stubs", texts(layer.stubs)}}; }
  OrderedJson operator()(const SymlinksLayer& layer) const {
    OrderedJson links = OrderedJson::array();
    for (const auto& one : layer.symlinks) {
      links.push_back(OrderedJson{{"link", to_utf8(one.link)}, {"target", to_utf8(one.target)}});
    }
    return {{"symlinks", std::move(links)}};
  }
  OrderedJson operator()(const TarLayer& layer) const { return {{"tar", to_utf8(layer.path)}}; }
  OrderedJson operator()(const SharedLibrariesLayer& layer) const {
    OrderedJson table{{"shared_library_dependencies", texts(layer.binaries)}};
    add_prefix(table, layer.prefix);
    return table;
  }
  // In no file, but of Maelstrom's own.
  OrderedJson operator()(const InlineLayer& layer) const {
    OrderedJson files = OrderedJson::array();
    for (const auto& file : layer.files) files.push_back(to_utf8(file.path));
    return {{"files", std::move(files)}};
  }
  OrderedJson operator()(const CommandLayer& layer) const {
    OrderedJson table{{"command", texts(layer.argv)}};
    if (layer.local_network) table["network"] = "local";
    if (!layer.version.empty()) table["version"] = to_utf8(layer.version);
    if (layer.timeout != CommandLayer{}.timeout) table["timeout"] = layer.timeout.count();
    return table;
  }
};

OrderedJson plain_mount(const char* type, const std::string& mount_point) {
  return {{"type", type}, {"mount_point", to_utf8(mount_point)}};
}

struct MountValue {
  OrderedJson operator()(const BindMount& mount) const {
    OrderedJson table = plain_mount("bind", mount.mount_point);
    table["local_path"] = to_utf8(mount.local_path);
    if (mount.read_only) table["read_only"] = true;
    return table;
  }
  OrderedJson operator()(const DevicesMount& mount) const {
    OrderedJson names = OrderedJson::array();
    for (const Device device : mount.devices) names.push_back(device_name(device));
    return {{"type", "devices"}, {"devices", std::move(names)}};
  }
  OrderedJson operator()(const DevptsMount& mount) const { return plain_mount("devpts", mount.mount_point); }
  OrderedJson operator()(const MqueueMount& mount) const { return plain_mount("mqueue", mount.mount_point); }
  OrderedJson operator()(const ProcMount& mount) const { return plain_mount("proc", mount.mount_point); }
  OrderedJson operator()(const SysMount& mount) const { return plain_mount("sys", mount.mount_point); }
  OrderedJson operator()(const TmpMount& mount) const { return plain_mount("tmp", mount.mount_point); }
};

std::string array_text(const OrderedJson& array) {
  std::string text;
  for (const auto& element : array) text += (text.empty() ? "" : ", ") + as_toml(element);
  return "[" + text + "]";
}

std::string table_text(const OrderedJson& table) {
  std::string text;
  for (const auto& [key, value] : table.items()) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, as_toml(value));
  }
  return text.empty() ? "{}" : "{ " + text + " }";
}

}  // namespace

OrderedJson layer_value(const LayerSpec& layer) { return std::visit(LayerValue{}, layer); }
OrderedJson mount_value(const Mount& mount) { return std::visit(MountValue{}, mount); }

// The escapes of a basic string in TOML are those of JSON, and DEL's.
std::string as_toml(const OrderedJson& value) {
  if (value.is_array()) return array_text(value);
  if (value.is_object()) return table_text(value);
  std::string text = value.dump();
  for (auto at = text.find('\x7f'); at != std::string::npos; at = text.find('\x7f', at)) text.replace(at, 1, "\\u007F");
  return text;
}

}  // namespace maelstrom::cli
