#include "core/container.h"

namespace maelstrom {

std::string_view network_name(Network network) {
  switch (network) {
    case Network::kDisabled:
      return "disabled";
    case Network::kLoopback:
      return "loopback";
    case Network::kLocal:
      break;
  }
  return "local";
}

std::string_view isolation_name(Isolation isolation) { return isolation == Isolation::kStrict ? "strict" : "default"; }

std::string_view device_name(Device device) {
  switch (device) {
    case Device::kFull:
      return "full";
    case Device::kFuse:
      return "fuse";
    case Device::kNull:
      return "null";
    case Device::kRandom:
      return "random";
    case Device::kShm:
      return "shm";
    case Device::kTty:
      return "tty";
    case Device::kUrandom:
      return "urandom";
    case Device::kZero:
      break;
  }
  return "zero";
}

}  // namespace maelstrom
