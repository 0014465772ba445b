#include "os/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace maelstrom::os {

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

int columns(int fd) {
  constexpr int kUsual = 80;
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return size.ws_col;
}

}  // namespace maelstrom::os
