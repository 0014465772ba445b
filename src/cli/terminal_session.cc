#include "cli/terminal_session.h"

#include <unistd.h>

#include <utility>

#include "cli/escape_keys.h"

namespace maelstrom::cli {

Result<TerminalSession> TerminalSession::begin(std::string_view escape_key) {
  TRY_ASSIGN_IN("--escape-char", escape, parse_escape_key(escape_key));
  if (!os::is_terminal(STDIN_FILENO)) {
    return invalid("--tty: standard input is not a terminal; --one runs a job without one");
  }
  TRY_ASSIGN(window, os::WindowSignals::watch());
  return TerminalSession(std::move(window), escape);
}

void TerminalSession::lend(std::unique_ptr<Terminal> job) {
  auto pump = TerminalPump::start(std::move(job), window_, escape_);
  if (pump) {
    pump_ = std::move(*pump);
  } else {
    failed_ = fail(std::move(pump).error());
  }
}

Status TerminalSession::end() {
  if (auto pump = std::exchange(pump_, nullptr)) return pump->finish();
  return std::exchange(failed_, Status());
}

}  // namespace maelstrom::cli
