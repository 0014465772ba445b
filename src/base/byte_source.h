// Bytes that come in pieces and may be long in coming, as a port.
#pragma once

#include <string>

#include "base/result.h"

namespace maelstrom {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Blocks until there are bytes. Gives none at the end, and once interrupt() was called.
  virtual Result<std::string> read() = 0;
  virtual void interrupt() = 0;  // from any thread
};

}  // namespace maelstrom
