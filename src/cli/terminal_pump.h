// A person's terminal and a job's, made one: `maelstrom run --tty`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "cli/escape_keys.h"
#include "core/terminal.h"
#include "os/fd.h"
#include "os/terminal.h"

namespace maelstrom::cli {

// From its start until finish() what is typed at standard input goes to the job, what the job writes to standard
// output, the window's size follows, and the person's terminal is raw. A thread of its own does it.
class TerminalPump {
 public:
  // `window` outlives it. Errors: standard input is no terminal.
  static Result<std::unique_ptr<TerminalPump>> start(std::unique_ptr<Terminal> job, os::WindowSignals& window,
                                                     char escape);
  ~TerminalPump();

  // The job has ended: shows the last of what it wrote, and gives the person's terminal its modes back.
  // Errors: what kept it from pumping. Once.
  Status finish();

 private:
  TerminalPump(std::unique_ptr<Terminal> job, os::WindowSignals& window, char escape, os::Fd ended);

  Status pump();
  Result<bool> pump_once();
  Result<bool> show();
  Status take_typed();
  Status act(EscapeKeys::Act act);
  Status suspend();
  Status look_again();
  void stop();

  std::unique_ptr<Terminal> job_;
  os::WindowSignals& window_;
  EscapeKeys keys_;
  os::Fd ended_;  // readable once finish() was called
  std::unique_ptr<os::RawMode> raw_;
  std::string typed_;   // that the job has not taken yet
  bool typing_ = true;  // standard input has not ended
  Status result_;       // of the thread; read after it
  std::thread thread_;
};

// What the person's window says.
TerminalSize size_of_window();

}  // namespace maelstrom::cli
