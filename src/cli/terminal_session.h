// The terminal that `maelstrom run --tty` was started at, lent to its job.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "cli/terminal_pump.h"
#include "core/terminal.h"
#include "os/terminal.h"

namespace maelstrom::cli {

class TerminalSession {
 public:
  // Call it before any thread is started. Errors: Invalid, if standard input is no terminal or `escape_key` no key.
  static Result<TerminalSession> begin(std::string_view escape_key);

  // From now on the person sits at `job`.
  void lend(std::unique_ptr<Terminal> job);

  // The terminal is the person's again; there may have been no job. Errors: what kept the two from meeting.
  Status end();

 private:
  TerminalSession(os::WindowSignals window, char escape) : window_(std::move(window)), escape_(escape) {}

  os::WindowSignals window_;
  char escape_;
  std::unique_ptr<TerminalPump> pump_;
  Status failed_;
};

}  // namespace maelstrom::cli
