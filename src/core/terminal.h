// The port to the terminal of a job that was given one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom {

struct TerminalSize {
  std::uint16_t rows = 24;
  std::uint16_t columns = 80;
  bool operator==(const TerminalSize&) const = default;
};

// The end of a pseudo terminal at which a person sits: what the job writes is read here, and what is written
// here the job reads as typed; so "\x03" interrupts it. Nothing blocks. When a Terminal is destroyed
// the job's session is hung up (SIGHUP).
class Terminal {
 public:
  virtual ~Terminal() = default;

  // For poll(2): readable when read() has something to give, an end too; writable when write() takes something.
  virtual int fd() const = 0;

  // What the job wrote since; nothing if it wrote nothing, and an empty text once no process has the
  // terminal open any more: there it ends. Read it to the end: the job's result holds none of it.
  virtual Result<std::optional<std::string>> read() = 0;

  // Types `bytes`. Gives how many of them were taken; the rest must wait until `fd` is writable.
  virtual Result<std::size_t> write(std::string_view bytes) = 0;

  // Gives the window another size; the job is told by SIGWINCH.
  virtual Status resize(TerminalSize size) = 0;
};

}  // namespace maelstrom
