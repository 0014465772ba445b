// The device nodes of core's Device.
#pragma once

#include <cstddef>

namespace maelstrom::container::cell {

inline constexpr std::size_t kDeviceCount = 8;  // in the order of core's Device
inline constexpr std::size_t kShmDevice = 4;

// "null"; nullptr for shm, which is a file system.
const char* device_name(std::size_t device);

}  // namespace maelstrom::container::cell
