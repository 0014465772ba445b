#include "os/terminal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "os/fd.h"

namespace maelstrom::os {
namespace {

Fd terminal_of(unsigned short columns) {
  Fd fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  EXPECT_EQ(::ioctl(fd.get(), TIOCSWINSZ, &size), 0);
  return fd;
}

TEST(Terminal, KnowsItsWidth) {
  const Fd terminal = terminal_of(132);
  EXPECT_TRUE(is_terminal(terminal.get()));
  EXPECT_EQ(columns(terminal.get()), 132);
}

TEST(Terminal, HasEightyColumnsIfItDoesNotKnow) { EXPECT_EQ(columns(terminal_of(0).get()), 80); }

TEST(Terminal, AnythingElseIsNone) {
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  EXPECT_FALSE(is_terminal(null.get()));
  EXPECT_EQ(columns(null.get()), 80);
  EXPECT_FALSE(is_terminal(-1));
  EXPECT_EQ(columns(-1), 80);
}

}  // namespace
}  // namespace maelstrom::os
