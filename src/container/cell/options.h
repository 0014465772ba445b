// What the runner asks of a slot as a whole.
#pragma once

#include <cstdint>

#include "container/wire.h"

namespace maelstrom::container::cell {

struct Options {
  std::uint64_t slots = 1;
  std::uint64_t slot = 0;
  bool host_network = false;
  std::uint64_t tmpfs_bytes = 0;
  std::uint64_t process_limit = 0;
  std::uint32_t unprivileged_user = 0;
  std::uint32_t unprivileged_group = 0;
  bool passes_output_on = false;

  static Options read(Reader& body) {
    Options options;
    options.slots = body.number();
    options.slot = body.number();
    options.host_network = body.number() != 0;
    options.tmpfs_bytes = body.number();
    options.process_limit = body.number();
    options.unprivileged_user = static_cast<std::uint32_t>(body.number());
    options.unprivileged_group = static_cast<std::uint32_t>(body.number());
    options.passes_output_on = body.number() != 0;
    return options;
  }
};

}  // namespace maelstrom::container::cell
