#include "container/cell/devices.h"

namespace maelstrom::container::cell {

const char* device_name(std::size_t device) {
  static constexpr const char* kNames[kDeviceCount] = {"full",  "fuse", "null",    "random",
                                                       nullptr, "tty",  "urandom", "zero"};
  return kNames[device];
}

}  // namespace maelstrom::container::cell
