#include "os/wake.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

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

// A process group of one that would go on for ever; writes to `alive` as long as it lives: nothing, but its end is
// seen.
pid_t start_group(int alive) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::setpgid(0, 0);
  ::dup2(alive, STDOUT_FILENO);
  ::close_range(3, ~0U, 0);
  ::execl("/bin/sh", "sh", "-c", "trap '' INT TERM; echo; while :; do read -r line || kill -STOP $$; done", nullptr);
  ::_exit(1);
}

TEST(WakeDeathTest, ASecondInterruptKillsWhatMayNotOutliveTheProgram) {
  int alive[2];
  ASSERT_EQ(::pipe(alive), 0);
  EXPECT_EXIT(
      {
        const auto wake = SystemWake::create().value();
        const pid_t group = start_group(alive[1]);
        char begun = 0;
        static_cast<void>(!::read(alive[0], &begun, 1));
        wake->kill_at_end(group);
        ::raise(SIGINT);
        wake->clear();
        ::raise(SIGINT);
        wake->clear();
      },
      ::testing::KilledBySignal(SIGINT), "");
  ::close(alive[1]);
  pollfd end{alive[0], POLLIN, 0};
  ASSERT_EQ(::poll(&end, 1, 10'000), 1) << "the group goes on";
  char byte = 0;
  EXPECT_EQ(::read(alive[0], &byte, 1), 0);
  ::close(alive[0]);
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
