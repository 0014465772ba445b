#include "os/child.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>

#include "os/file.h"

namespace maelstrom::os {
namespace {

class ChildTest : public testing::Test {
 protected:
  Result<Child> start(const std::vector<std::string>& argv) { return Child::start(argv, log_); }
  std::string said() { return read_file(log_).value(); }

  TemporaryDirectory directory_ = TemporaryDirectory::create().value();
  std::string log_ = directory_.path() + "/log";
};

TEST_F(ChildTest, SaysHowItEndedAndWritesToItsLog) {
  for (int i = 0; i < 2; ++i) {
    auto child = start({"sh", "-c", "echo out; echo err >&2; pwd; exit 3"});
    ASSERT_TRUE(child);
    EXPECT_EQ(child->wait(), 3);
  }
  EXPECT_EQ(said(), "out\nerr\n/\nout\nerr\n/\n");
}

TEST_F(ChildTest, ItsEndCanBeWaitedForAmongOtherThings) {
  auto child = start({"sleep", "1000"});
  ASSERT_TRUE(child);
  pollfd end{child->end_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&end, 1, 0), 0);
  child->signal(SIGTERM);
  EXPECT_EQ(::poll(&end, 1, -1), 1);
  EXPECT_EQ(child->wait(), 128 + SIGTERM);
}

TEST_F(ChildTest, WhatCannotBeStartedEndsAtOnce) {
  auto child = start({"/no/such/program"});
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(), 127);
}

TEST_F(ChildTest, ItGoesWithItsObject) {
  auto child = start({"sh", "-c", "trap '' TERM; sleep 1000"});
  ASSERT_TRUE(child);  // and this test ends
}

TEST_F(ChildTest, BlockedSignalsAreNotItsOwn) {
  sigset_t term;
  sigset_t before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &term, &before);
  auto child = start({"sh", "-c", "kill -TERM $$; sleep 1000"});
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->wait(), 128 + SIGTERM);
}

}  // namespace
}  // namespace maelstrom::os
