#include "config/mount_reader.h"

#include "config/table_reader.h"

namespace maelstrom::config {
namespace {

constexpr Named<Device> kDevices[] = {
    {"full", Device::kFull}, {"fuse", Device::kFuse}, {"null", Device::kNull},       {"random", Device::kRandom},
    {"shm", Device::kShm},   {"tty", Device::kTty},   {"urandom", Device::kUrandom}, {"zero", Device::kZero},
};

std::optional<std::string> mount_point(TableReader& reader) {
  auto path = reader.required_string("mount_point");
  if (!path) return std::nullopt;
  const auto& at = reader.find("mount_point")->value.at;
  if (path->find_first_not_of("/.") == std::string::npos && path->find("..") == std::string::npos) {
    reader.diagnostics().error(at, "a mount point cannot be \"/\"");
    return std::nullopt;
  }
  if (!path->starts_with('/')) path->insert(0, "/");
  return path;
}

template <typename PlainMount>
std::optional<Mount> read_plain(TableReader& reader) {
  auto point = mount_point(reader);
  if (!point) return std::nullopt;
  return PlainMount{std::move(*point)};
}

std::optional<Mount> read_bind(TableReader& reader) {
  auto point = mount_point(reader);
  auto path = reader.required_string("local_path");
  const bool read_only = reader.boolean("read_only").value_or(false);
  if (!point || !path) return std::nullopt;
  return BindMount{.mount_point = std::move(*point), .local_path = std::move(*path), .read_only = read_only};
}

std::optional<Mount> read_devices(TableReader& reader) {
  if (reader.find("devices") == nullptr) {
    reader.diagnostics().error(reader.at(), reader.what() + " needs the field \"devices\"");
    return std::nullopt;
  }
  DevicesMount mount;
  reader.each("devices", [&](const Value& value) {
    const auto* name = as_string(value, "each element of \"devices\"", reader.diagnostics());
    if (name == nullptr) return;
    const auto device = named_value(value.at, "device", *name, kDevices, reader.diagnostics());
    if (device) mount.devices.push_back(*device);
  });
  return mount;
}

using Read = std::optional<Mount> (*)(TableReader&);
constexpr Named<Read> kTypes[] = {
    {"bind", read_bind},
    {"devices", read_devices},
    {"devpts", read_plain<DevptsMount>},
    {"mqueue", read_plain<MqueueMount>},
    {"proc", read_plain<ProcMount>},
    {"sys", read_plain<SysMount>},
    {"tmp", read_plain<TmpMount>},
};

}  // namespace

std::optional<Mount> read_mount(const Value& value, Diagnostics& diagnostics) {
  const auto* table = as_table(value, "a mount", diagnostics);
  if (table == nullptr) return std::nullopt;
  TableReader reader(*table, value.at, "a mount", diagnostics);
  const auto type = reader.required_string("type");
  if (!type) return std::nullopt;
  const auto read = named_value(reader.find("type")->value.at, "type of mount", *type, kTypes, diagnostics);
  if (!read) return std::nullopt;
  auto mount = (*read)(reader);
  reader.finish();
  return mount;
}

}  // namespace maelstrom::config
