// What a descriptor gives to read: a file, a pipe, a terminal.
#pragma once

#include <memory>
#include <string>

#include "base/byte_source.h"
#include "os/fd.h"

namespace maelstrom::os {

class FdSource final : public ByteSource {
 public:
  // `name` is what errors call it. Errors: eventfd(2).
  static Result<std::unique_ptr<FdSource>> create(Fd fd, std::string name);

  Result<std::string> read() override;
  void interrupt() override;

 private:
  FdSource(Fd fd, Fd interrupted, std::string name);

  Fd fd_;
  Fd interrupted_;  // readable once interrupt() was called
  std::string name_;
};

}  // namespace maelstrom::os
