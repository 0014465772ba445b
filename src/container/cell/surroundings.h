// What tells one chamber from another: the layers and mounts of a container, as received.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/wire.h"

namespace maelstrom::container::cell {

struct MountRequest {
  MountKind kind{};
  std::string_view point;
  std::string_view source;  // of a bind
  bool read_only = false;
  std::uint32_t devices = 0;  // a bit for each of core's Device
};

// Views into the bytes that it was read from; each is a C string.
struct Surroundings {
  std::vector<std::string_view> layers;  // bottom first
  std::vector<MountRequest> mounts;
  bool writable = false;

  // Errors: Internal if the bytes are none.
  static Result<Surroundings> read(std::string_view bytes);
  bool has(MountKind kind) const;
};

}  // namespace maelstrom::container::cell
