#include "os/wake.h"

#include <gmock/gmock.h>
#include <poll.h>

namespace maelstrom::os {
namespace {

bool readable(int fd) {
  pollfd item{fd, POLLIN, 0};
  return ::poll(&item, 1, 0) == 1;
}

TEST(Wake, ANoticeIsSeenOnceAndCleared) {
  const auto wake = SystemWake::create().value();
  EXPECT_FALSE(readable(wake->fd()));
  wake->notify();
  wake->notify();
  EXPECT_TRUE(readable(wake->fd()));
  wake->clear();
  EXPECT_FALSE(readable(wake->fd()));
}

TEST(Wake, AnEndingSignalIsHeldBackAndTold) {
  const auto wake = SystemWake::create().value();
  EXPECT_EQ(wake->ending_signal(), std::nullopt);
  ::raise(SIGTERM);
  EXPECT_TRUE(readable(wake->fd()));
  wake->clear();
  EXPECT_EQ(wake->ending_signal(), SIGTERM);
}

TEST(WakeDeathTest, ASecondInterruptEndsTheProgram) {
  EXPECT_EXIT(
      {
        const auto wake = SystemWake::create().value();
        ::raise(SIGINT);
        wake->clear();
        ::raise(SIGINT);
        wake->clear();
      },
      ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace maelstrom::os
