#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "container/payload/words.h"

namespace payload {
namespace {

std::string window() {
  winsize size{};
  ::ioctl(0, TIOCGWINSZ, &size);
  return std::to_string(size.ws_row) + "x" + std::to_string(size.ws_col);
}

void say_terminal(const Arguments&) {
  std::printf("terminal:");
  for (int fd = 0; fd < 3; ++fd) {
    if (::isatty(fd) == 1) std::printf(" %d", fd);
  }
  std::printf(" size %s foreground %d\n", window().c_str(), ::tcgetpgrp(0));
}

void say_terminal_name(const Arguments&) {
  const char* name = ::ttyname(0);
  if (name == nullptr) return say("terminal-name", false);
  std::printf("terminal-name: %s\n", name);
}

void echo_line(const Arguments&) {
  char line[256] = {};
  if (::read(0, line, sizeof line - 1) < 0) return say("line", false);
  std::printf("line: %s", line);
}

void await_resize(const Arguments&) {
  sigset_t resized;
  ::sigemptyset(&resized);
  ::sigaddset(&resized, SIGWINCH);
  ::sigprocmask(SIG_BLOCK, &resized, nullptr);
  std::printf("waiting\n");
  std::fflush(stdout);
  int signal = 0;
  ::sigwait(&resized, &signal);
  std::printf("size %s\n", window().c_str());
}

}  // namespace

void add_terminal_words(Words& words) {
  words["terminal"] = say_terminal;
  words["terminal-name"] = say_terminal_name;
  words["echo-line"] = echo_line;
  words["await-resize"] = await_resize;
}

}  // namespace payload
