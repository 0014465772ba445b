#include "os/end_by_signal.h"

#include <gtest/gtest.h>

#include <csignal>

namespace maelstrom::os {
namespace {

TEST(EndBySignal, EndsTheProgramByTheSignalEvenIfItIsBlockedOrIgnored) {
  EXPECT_EXIT(end_by_signal(SIGSEGV), ::testing::KilledBySignal(SIGSEGV), "");
  EXPECT_EXIT(end_by_signal(SIGKILL), ::testing::KilledBySignal(SIGKILL), "");
  const auto ignored = [] {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGTERM, SIG_IGN);
    end_by_signal(SIGTERM);
  };
  EXPECT_EXIT(ignored(), ::testing::KilledBySignal(SIGTERM), "");
}

TEST(EndBySignal, ASignalThatEndsNothingIsAnExitCode) {
  EXPECT_EXIT(end_by_signal(SIGCHLD), ::testing::ExitedWithCode(128 + SIGCHLD), "");
}

}  // namespace
}  // namespace maelstrom::os
