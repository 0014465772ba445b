// Source: ioctl_tty(2), termios(3), signalfd(2).
#include "os/terminal.h"

#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace maelstrom::os {

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

int columns(int fd) { return window_size(fd).columns; }

WindowSize window_size(int fd) {
  WindowSize size;
  winsize window{};
  if (::ioctl(fd, TIOCGWINSZ, &window) != 0) return size;
  if (window.ws_row != 0) size.rows = window.ws_row;
  if (window.ws_col != 0) size.columns = window.ws_col;
  return size;
}

Result<std::unique_ptr<RawMode>> RawMode::enter(int fd) {
  termios before{};
  if (::tcgetattr(fd, &before) != 0) return fail(system_error(errno, "tcgetattr"));
  std::unique_ptr<RawMode> mode(new RawMode(fd, before));  // private constructor
  TRY(mode->resume());
  return mode;
}

RawMode::~RawMode() { pause(); }

// A terminal that is gone needs it not.
void RawMode::pause() const { static_cast<void>(::tcsetattr(fd_, TCSADRAIN, &before_)); }

Status RawMode::resume() const {
  termios raw = before_;
  ::cfmakeraw(&raw);
  if (::tcsetattr(fd_, TCSADRAIN, &raw) != 0) return fail(system_error(errno, "tcsetattr"));
  return {};
}

std::unique_ptr<KeyMode> KeyMode::enter(int fd) {
  termios before{};
  if (::tcgetattr(fd, &before) != 0 || ::tcgetpgrp(fd) != ::getpgrp()) return nullptr;
  std::unique_ptr<KeyMode> mode(new KeyMode(fd, before));  // private constructor
  mode->resume();
  return mode;
}

KeyMode::~KeyMode() { pause(); }

bool KeyMode::in_foreground() const { return ::tcgetpgrp(fd_) == ::getpgrp(); }

void KeyMode::pause() const {
  if (in_foreground()) static_cast<void>(::tcsetattr(fd_, TCSADRAIN, &before_));
}

void KeyMode::resume() const {
  if (!in_foreground()) return;  // to change them would stop the program
  termios keys = before_;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  static_cast<void>(::tcsetattr(fd_, TCSADRAIN, &keys));
}

Result<WindowSignals> WindowSignals::watch() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGWINCH, SIGCONT}) sigaddset(&set, signal);
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); error != 0) {
    return fail(system_error(error, "pthread_sigmask"));
  }
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return fail(system_error(errno, "signalfd"));
  return WindowSignals(std::move(fd));
}

bool WindowSignals::clear() {
  signalfd_siginfo info{};
  bool went_on = false;
  while (::read(fd_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    went_on = went_on || info.ssi_signo == SIGCONT;
  }
  return went_on;
}

}  // namespace maelstrom::os
