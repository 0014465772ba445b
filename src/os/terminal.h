// What is known of the terminal behind a descriptor, and its modes.
#pragma once

#include <termios.h>

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::os {

bool is_terminal(int fd);

// The width of its window; 80 if `fd` is no terminal, or one that does not know.
int columns(int fd);

struct WindowSize {
  std::uint16_t rows = 24;
  std::uint16_t columns = 80;
};

// The window of the terminal `fd`; the usual one where it does not know.
WindowSize window_size(int fd);

// While it lives, every key goes to who reads, unchanged, unechoed, and none makes a signal: cfmakeraw(3).
class RawMode {
 public:
  // Errors: `fd` is no terminal.
  static Result<std::unique_ptr<RawMode>> enter(int fd);
  ~RawMode();
  RawMode(const RawMode&) = delete;
  RawMode& operator=(const RawMode&) = delete;

  // Gives the terminal the modes that it had, until resume(); who stops the program wants that.
  void pause() const;
  Status resume() const;  // also where somebody else has changed the modes

 private:
  RawMode(int fd, const termios& before) : fd_(fd), before_(before) {}
  int fd_;
  termios before_;
};

// While it lives, each key goes at once to who reads, unechoed; those that make signals still do, and what is written
// looks as always.
class KeyMode {
 public:
  // None if `fd` is no terminal, or is not this program's to change: it runs in the background.
  static std::unique_ptr<KeyMode> enter(int fd);
  ~KeyMode();
  KeyMode(const KeyMode&) = delete;
  KeyMode& operator=(const KeyMode&) = delete;

  // Gives the terminal the modes that it had.
  void pause() const;
  // Whether keys are for this program: who reads in the background is stopped.
  bool in_foreground() const;
  // After somebody else has changed them: a shell, while the program was stopped.
  void resume() const;

 private:
  KeyMode(int fd, const termios& before) : fd_(fd), before_(before) {}
  int fd_;
  termios before_;
};

// The signals that say that what a person sees has changed, behind one descriptor: SIGWINCH, SIGCONT.
class WindowSignals {
 public:
  // Blocks them for good. Call it before any thread is started: threads inherit the mask. Errors: signalfd(2).
  static Result<WindowSignals> watch();

  int fd() const { return fd_.get(); }  // readable after one came
  // Whether a SIGCONT was among them.
  bool clear();

 private:
  explicit WindowSignals(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace maelstrom::os
