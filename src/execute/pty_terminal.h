// A Terminal over the person's end of a pseudo terminal.
#pragma once

#include <memory>

#include "core/terminal.h"
#include "os/fd.h"

namespace maelstrom::execute {

class PtyTerminal final : public Terminal {
 public:
  // Errors: Internal if `fd` is none.
  static Result<std::unique_ptr<Terminal>> create(os::Fd fd);

  int fd() const override { return fd_.get(); }
  Result<std::optional<std::string>> read() override;
  Result<std::size_t> write(std::string_view bytes) override;
  Status resize(TerminalSize size) override;

 private:
  explicit PtyTerminal(os::Fd fd) : fd_(std::move(fd)) {}
  os::Fd fd_;
};

}  // namespace maelstrom::execute
