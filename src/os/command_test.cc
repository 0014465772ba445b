#include "os/command.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "os/file.h"
#include "os/wake.h"

namespace maelstrom::os {
namespace {

class CommandTest : public ::testing::Test {
 protected:
  CommandTest() : scratch_(TemporaryDirectory::create().value()), wake_(SystemWake::create().value()) {
    for (const std::string& path : {alive(), never()}) ::mkfifo(path.c_str(), 0600);
  }
  std::string path(const std::string& name) const { return scratch_.path() + "/" + name; }
  std::string alive() const { return path("alive"); }
  std::string never() const { return path("never"); }  // nobody writes to it

  // A shell that holds the FIFO `alive` open with all its children, says so in it after `preparation`, and
  // waits at the other one.
  HostCommand holder(const std::string& preparation) const {
    return {.argv = {"sh", "-c",
                     "exec 3>" + alive() + " 4<>" + never() + "; " + preparation + " echo begun >&3; read x <&4"}};
  }

  // Runs the command, sends `signal` to this program when it has begun, and gives what came of it. Returns
  // only when all processes of the command are gone.
  Result<HostCommandResult> interrupt(const HostCommand& command, int signal) {
    std::thread person([&] {
      std::ifstream begun(alive());
      std::string line;
      std::getline(begun, line);
      ::kill(::getpid(), signal);
      while (std::getline(begun, line)) continue;
    });
    auto result = run_command(command, wake_.get());
    person.join();
    return result;
  }

  TemporaryDirectory scratch_;
  std::unique_ptr<SystemWake> wake_;
};

TEST_F(CommandTest, ASignalToTheProgramEndsTheCommandAndItsChildren) {
  // A shell starts what is in the background with SIGINT ignored.
  for (const int signal : {SIGTERM, SIGINT}) {
    wake_.reset();
    wake_ = SystemWake::create().value();
    const auto result = interrupt(holder(signal == SIGTERM ? "sh -c 'read x <&4' &" : ""), signal);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::kInterrupted);
    EXPECT_EQ(result.error().message(), signal == SIGTERM ? "interrupted by SIGTERM" : "interrupted by SIGINT");
  }
}

TEST_F(CommandTest, WhatTheCommandDoesAfterTheSignalIsWaitedFor) {
  ASSERT_FALSE(interrupt(holder("trap 'echo tidy >" + path("done") + "; exit 0' TERM;"), SIGTERM));
  EXPECT_EQ(read_file(path("done")).value(), "tidy\n");
}

TEST_F(CommandTest, ACommandThatIgnoresTheSignalIsKilledInTheEnd) {
  EXPECT_FALSE(interrupt(holder("trap '' TERM;"), SIGTERM));
}

TEST_F(CommandTest, NothingIsStartedAfterTheSignal) {
  ::raise(SIGTERM);
  const auto result = run_command({.argv = {"touch", path("touched")}}, wake_.get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kInterrupted);
  EXPECT_FALSE(exists(path("touched")));
}

TEST_F(CommandTest, ANoticeDoesNotEndACommand) {
  wake_->notify();
  EXPECT_EQ(run_command({.argv = {"echo", "whole"}}, wake_.get())->standard_output, "whole\n");
}

TEST_F(CommandTest, ADaemonThatKeepsTheOutputIsNotWaitedFor) {
  const auto result = run_command({.argv = {"sh", "-c", "echo said; (read x <" + never() + ") &"}}, wake_.get());
  EXPECT_EQ(result->standard_output, "said\n");
  std::ofstream(never()) << "end\n";  // waits for the daemon, and ends it
}

}  // namespace
}  // namespace maelstrom::os
