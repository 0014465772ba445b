// A terminal for a test.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

struct WindowSize {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};

// A devpts of its own, as a detached mount: ptmx for everybody, terminals for their owner.
Result<os::Fd> create_devpts();

struct PseudoTerminal {
  os::Fd person;  // the end at which a person sits
  os::Fd test;    // the end that the test has

  // `devpts`: the root of a mount of it.
  static Result<PseudoTerminal> open(int devpts, WindowSize window);
};

}  // namespace maelstrom::container::cell
