#include "core/container_message.h"

#include <utility>
#include <variant>

#include "core/wire.h"

namespace maelstrom {
namespace {

using wire::each_field;

// proto/maelstrom.proto, "Mount.Kind".
enum MountKind : std::uint8_t {
  kNone = 0,
  kBind = 1,
  kDevices = 2,
  kDevpts = 3,
  kMqueue = 4,
  kProc = 5,
  kSys = 6,
  kTmp = 7,
};
constexpr Device kDeviceBits[] = {Device::kFull, Device::kFuse, Device::kNull,    Device::kRandom,
                                  Device::kShm,  Device::kTty,  Device::kUrandom, Device::kZero};
constexpr std::uint64_t kLastSignal = 64;
constexpr Network kNetworks[] = {Network::kDisabled, Network::kLoopback, Network::kLocal};

// Of every kind of mount; what a kind does not have is empty.
struct PlainMount {
  MountKind kind = kNone;
  std::string mount_point;
  std::string local_path;
  bool read_only = false;
  std::uint64_t devices = 0;
};

struct ToPlain {
  PlainMount operator()(const BindMount& mount) const {
    return {kBind, mount.mount_point, mount.local_path, mount.read_only};
  }
  PlainMount operator()(const DevicesMount& mount) const {
    PlainMount plain{.kind = kDevices};
    for (const Device device : mount.devices) {
      for (std::size_t bit = 0; bit < std::size(kDeviceBits); ++bit) {
        if (kDeviceBits[bit] == device) plain.devices |= UINT64_C(1) << bit;
      }
    }
    return plain;
  }
  PlainMount operator()(const DevptsMount& mount) const { return {kDevpts, mount.mount_point}; }
  PlainMount operator()(const MqueueMount& mount) const { return {kMqueue, mount.mount_point}; }
  PlainMount operator()(const ProcMount& mount) const { return {kProc, mount.mount_point}; }
  PlainMount operator()(const SysMount& mount) const { return {kSys, mount.mount_point}; }
  PlainMount operator()(const TmpMount& mount) const { return {kTmp, mount.mount_point}; }
};

std::string encode_mount(const Mount& mount) {
  const PlainMount plain = std::visit(ToPlain{}, mount);
  wire::Writer out;
  out.number(1, plain.kind);
  out.text(2, plain.mount_point);
  out.text(3, plain.local_path);
  out.number(4, plain.read_only ? 1 : 0);
  out.number(5, plain.devices);
  return out.take();
}

Result<Mount> to_mount(PlainMount plain) {
  switch (plain.kind) {
    case kBind:
      return BindMount{std::move(plain.mount_point), std::move(plain.local_path), plain.read_only};
    case kDevices: {
      DevicesMount mount;
      for (std::size_t bit = 0; bit < std::size(kDeviceBits); ++bit) {
        if ((plain.devices >> bit & 1) != 0) mount.devices.push_back(kDeviceBits[bit]);
      }
      if (plain.devices >> std::size(kDeviceBits) != 0) return invalid("no such device in a container");
      return mount;
    }
    case kDevpts:
      return DevptsMount{std::move(plain.mount_point)};
    case kMqueue:
      return MqueueMount{std::move(plain.mount_point)};
    case kProc:
      return ProcMount{std::move(plain.mount_point)};
    case kSys:
      return SysMount{std::move(plain.mount_point)};
    case kTmp:
      return TmpMount{std::move(plain.mount_point)};
    case kNone:
      break;
  }
  return invalid("no such kind of mount in a container");
}

Result<Mount> decode_mount(std::string_view bytes) {
  PlainMount plain;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) {
      if (field.value > kTmp) return invalid("no such kind of mount in a container");
      plain.kind = static_cast<MountKind>(field.value);
    }
    if (field.number == 2) plain.mount_point = field.bytes;
    if (field.number == 3) plain.local_path = field.bytes;
    if (field.number == 4) plain.read_only = field.value != 0;
    if (field.number == 5) plain.devices = field.value;
    return {};
  }));
  return to_mount(std::move(plain));
}

std::string encode_terminal(const TerminalSize& size) {
  wire::Writer out;
  out.number(1, size.rows);
  out.number(2, size.columns);
  return out.take();
}

Result<TerminalSize> decode_terminal(std::string_view bytes) {
  TerminalSize size{0, 0};
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.value > UINT16_MAX) return invalid("a terminal that is too large in a container");
    if (field.number == 1) size.rows = static_cast<std::uint16_t>(field.value);
    if (field.number == 2) size.columns = static_cast<std::uint16_t>(field.value);
    return {};
  }));
  return size;
}

std::string encode_variable(const std::string& name, const std::string& value) {
  wire::Writer out;
  out.text(1, name);
  out.text(2, value);
  return out.take();
}

Status take_variable(std::string_view bytes, Environment& environment) {
  std::string name;
  std::string value;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) name = field.bytes;
    if (field.number == 2) value = field.bytes;
    return {};
  }));
  environment.insert_or_assign(std::move(name), std::move(value));
  return {};
}

Status take_nested(const wire::Field& field, ContainerMessage& message) {
  if (field.number == 1) {
    TRY(take_variable(field.bytes, message.settings.environment));
  } else if (field.number == 2) {
    TRY_ASSIGN(mount, decode_mount(field.bytes));
    message.settings.mounts.push_back(std::move(mount));
  } else if (field.number == 12) {
    TRY_ASSIGN(size, decode_terminal(field.bytes));
    message.terminal = size;
  }
  return {};
}

TimeoutSignal& timeout_signal(ContainerSettings& settings) {
  if (!settings.timeout_signal) settings.timeout_signal.emplace();
  return *settings.timeout_signal;
}

// How the program ends, and what it leaves.
Status take_end(const wire::Field& field, ContainerSettings& settings) {
  if (field.number < 13 || field.number > 15 || field.value == 0) return {};
  if (field.value > INT64_MAX) return invalid("a time that is too long in a container");
  if (field.number == 13) settings.leak_timeout = std::chrono::nanoseconds(field.value - 1);
  if (field.number == 14 && field.value > kLastSignal) return invalid("no such signal in a container");
  if (field.number == 14) timeout_signal(settings).signal = static_cast<int>(field.value);
  if (field.number == 15) timeout_signal(settings).grace = std::chrono::nanoseconds(field.value);
  return {};
}

Status take_plain(const wire::Field& field, ContainerMessage& message) {
  ContainerSettings& settings = message.settings;
  switch (field.number) {
    case 3:
      if (field.value >= std::size(kNetworks)) return invalid("no such network in a container");
      settings.network = kNetworks[field.value];
      break;
    case 4:
      settings.isolation = field.value != 0 ? Isolation::kStrict : Isolation::kDefault;
      break;
    case 5:
      settings.writable_file_system = field.value != 0;
      break;
    case 6:
      settings.pid1 = field.value != 0;
      break;
    case 7:
      settings.working_directory = field.bytes;
      break;
    case 8:
      settings.user = static_cast<std::uint32_t>(field.value);
      break;
    case 9:
      settings.group = static_cast<std::uint32_t>(field.value);
      break;
    case 10:
      settings.hostname = field.bytes;
      break;
    case 11:
      message.capture_file_system_changes = field.value != 0;
      break;
    default:
      break;
  }
  return {};
}

std::uint64_t network_number(Network network) {
  for (std::size_t number = 0; number < std::size(kNetworks); ++number) {
    if (kNetworks[number] == network) return number;
  }
  return 0;
}

}  // namespace

std::string ContainerMessage::encode() const {
  wire::Writer out;
  for (const auto& [name, value] : settings.environment) out.message(1, encode_variable(name, value));
  for (const Mount& mount : settings.mounts) out.message(2, encode_mount(mount));
  out.number(3, network_number(settings.network));
  out.number(4, settings.isolation == Isolation::kStrict ? 1 : 0);
  out.number(5, settings.writable_file_system ? 1 : 0);
  out.number(6, settings.pid1 ? 1 : 0);
  out.text(7, settings.working_directory);
  out.number(8, settings.user);
  out.number(9, settings.group);
  out.text(10, settings.hostname);
  out.number(11, capture_file_system_changes ? 1 : 0);
  if (terminal) out.message(12, encode_terminal(*terminal));
  const TimeoutSignal signal = settings.timeout_signal.value_or(TimeoutSignal{});
  if (settings.leak_timeout) out.number(13, static_cast<std::uint64_t>(settings.leak_timeout->count()) + 1);
  out.number(14, static_cast<std::uint64_t>(signal.signal));
  out.number(15, static_cast<std::uint64_t>(signal.grace.count()));
  return out.take();
}

Result<ContainerMessage> ContainerMessage::decode(std::string_view bytes) {
  ContainerMessage message;
  message.settings.working_directory.clear();  // what is left out is empty, not as a container starts
  message.settings.hostname.clear();
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    TRY(take_nested(field, message));
    TRY(take_end(field, message.settings));
    return take_plain(field, message);
  }));
  return message;
}

}  // namespace maelstrom
