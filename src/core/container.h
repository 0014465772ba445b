// What surrounds a process: everything of a container but its program.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/digest.h"
#include "core/layer_spec.h"

namespace maelstrom {

enum class Network : std::uint8_t {
  kDisabled,  // a network of its own, in which not even `lo` is up
  kLoopback,  // a network of its own, `lo` up
  kLocal,     // the host's
};

enum class Isolation : std::uint8_t {
  kDefault,  // the slot's clean room, proven clean after each job
  kStrict,   // everything fresh for the job, which may mount and configure its network
};

enum class Device : std::uint8_t { kFull, kFuse, kNull, kRandom, kShm, kTty, kUrandom, kZero };

// As configurations spell them.
std::string_view network_name(Network network);
std::string_view isolation_name(Isolation isolation);
std::string_view device_name(Device device);

struct BindMount {
  std::string mount_point;
  std::string local_path;  // of the host, absolute
  bool read_only = false;
  bool operator==(const BindMount&) const = default;
};
// The nodes stand in /dev; each needs a file (shm: a directory) there to stand on.
struct DevicesMount {
  std::vector<Device> devices;
  bool operator==(const DevicesMount&) const = default;
};
struct DevptsMount {
  std::string mount_point;
  bool operator==(const DevptsMount&) const = default;
};
struct MqueueMount {
  std::string mount_point;
  bool operator==(const MqueueMount&) const = default;
};
struct ProcMount {
  std::string mount_point;
  bool operator==(const ProcMount&) const = default;
};
struct SysMount {
  std::string mount_point;
  bool operator==(const SysMount&) const = default;
};
struct TmpMount {
  std::string mount_point;
  bool operator==(const TmpMount&) const = default;
};
using Mount = std::variant<BindMount, DevicesMount, DevptsMount, MqueueMount, ProcMount, SysMount, TmpMount>;

using Environment = std::map<std::string, std::string>;

// What a program gets at the end of its time, before it is killed: a signal, and a while to end by itself.
struct TimeoutSignal {
  int signal = 0;
  std::chrono::nanoseconds grace{0};
  bool operator==(const TimeoutSignal&) const = default;
  auto operator<=>(const TimeoutSignal&) const = default;
};

// Everything but the layers.
struct ContainerSettings {
  Environment environment;
  std::vector<Mount> mounts;  // made in this order
  Network network = Network::kDisabled;
  Isolation isolation = Isolation::kDefault;
  bool writable_file_system = false;  // a throw-away layer on top
  bool pid1 = false;                  // the program itself is pid 1 and session leader
  std::string working_directory = "/";
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::string hostname = "maelstrom";
  // How long processes that the program leaves behind may go on before they count (JobResult::left_behind) and are
  // killed. None: they are killed with it, and do not count. With pid1 nothing can be left behind.
  std::optional<std::chrono::nanoseconds> leak_timeout;
  std::optional<TimeoutSignal> timeout_signal;  // none: it is killed at once; it has timed out in either case
  bool operator==(const ContainerSettings&) const = default;
};

// A container image, and what of it a container takes: PARITY §1, "`use` sets", and §2.
struct ImageUse {
  std::string name;               // "docker://debian:12", "oci:path"; as written
  bool layers = true;             // below those of the specification
  bool environment = true;        // over the environment that the container starts from
  bool working_directory = true;  // where the image has one
  bool operator==(const ImageUse&) const = default;
};

// A container as it is to be: nothing is left to inherit.
struct ContainerSpec {
  std::optional<ImageUse> image;
  std::vector<LayerSpec> layers;  // bottom first
  ContainerSettings settings;
  bool operator==(const ContainerSpec&) const = default;
};

}  // namespace maelstrom
