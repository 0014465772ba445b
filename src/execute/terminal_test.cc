// What a job sees of its terminal, and its person of the job.
#include <gmock/gmock.h>
#include <poll.h>

#include <csignal>

#include "execute/executor_testbed.h"

namespace maelstrom::execute {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class TerminalTest : public ExecutorTestbed {
 protected:
  Job on_terminal(std::vector<std::string> script) const {
    Job made = job(std::move(script));
    made.container.mounts = {DevicesMount{{Device::kTty}}};
    made.terminal = TerminalSize{.rows = 30, .columns = 100};
    return made;
  }

  // Reads until `text` is there or the terminal ends.
  static std::string read_until(Terminal& terminal, const std::string& text) {
    std::string seen;
    while (seen.find(text) == std::string::npos) {
      pollfd ready{terminal.fd(), POLLIN, 0};
      if (::poll(&ready, 1, 30'000) != 1) return seen + " (and then nothing)";
      const auto got = terminal.read();
      if (!got) return seen + got.error().message();
      if (*got && (*got)->empty()) return seen;
      if (*got) seen += **got;
    }
    return seen;
  }
  static std::string read_all(Terminal& terminal) { return read_until(terminal, "no job writes this"); }

  std::unique_ptr<Terminal> start(const Job& job) {
    EXPECT_TRUE(executor().start(1, job).has_value());
    auto terminal = executor().terminal(1);
    if (!terminal) throw std::runtime_error(terminal.error().message());
    return std::move(*terminal);
  }
};

TEST_F(TerminalTest, JobLeadsASessionWhoseTerminalItIs) {
  const auto terminal = start(on_terminal({"who", "terminal"}));
  EXPECT_EQ(read_all(*terminal),
            "pid 2 ppid 1 pgrp 2 sid 2\r\nuid 0 gid 0\r\nterminal: 0 1 2 size 30x100 foreground 2\r\n");
  const auto result = await();
  ASSERT_TRUE(result.has_value()) << result.error().message();
  EXPECT_EQ(result->termination, Termination(Exited{0}));
  EXPECT_EQ(result->standard_output.text(), "");
}

TEST_F(TerminalTest, Pid1HasATerminalAsWell) {
  Job pid1 = on_terminal({"who", "terminal"});
  pid1.container.pid1 = true;
  const auto terminal = start(pid1);
  EXPECT_THAT(read_all(*terminal), AllOf(HasSubstr("pid 1 ppid 0 pgrp 1 sid 1"), HasSubstr("foreground 1")));
}

TEST_F(TerminalTest, AStrictJobHasATerminalAsWell) {
  Job strict = on_terminal({"who", "terminal"});
  strict.container.isolation = Isolation::kStrict;
  const auto terminal = start(strict);
  EXPECT_THAT(read_all(*terminal), AllOf(HasSubstr("pid 2 ppid 1 pgrp 2 sid 2"), HasSubstr("foreground 2")));
}

TEST_F(TerminalTest, ItIsOneOfTheContainersDevptsAndBelongsToTheUser) {
  Job named = on_terminal({"terminal-name", "mode /dev/pts/0", "open w /dev/tty"});
  named.container.mounts.push_back(DevptsMount{"/dev/pts"});
  named.container.mounts.push_back(ProcMount{"/proc"});
  named.container.user = 12;
  named.container.group = 34;
  const auto terminal = start(named);
  EXPECT_EQ(read_all(*terminal), "terminal-name: /dev/pts/0\r\nmode /dev/pts/0: 20620 12:34\r\nopen /dev/tty: ok\r\n");
}

TEST_F(TerminalTest, WhatIsTypedIsEchoedAndReadAndInterrupts) {
  const auto terminal = start(on_terminal({"echo-line", "say ready", "sleep 1000"}));
  ASSERT_EQ(terminal->write("typed\n").value(), 6u);
  EXPECT_THAT(read_until(*terminal, "ready"), HasSubstr("typed\r\nline: typed\r\n"));
  ASSERT_EQ(terminal->write("\x03").value(), 1u);
  const auto result = await();
  ASSERT_TRUE(result.has_value()) << result.error().message();
  EXPECT_EQ(result->termination, Termination(Signaled{SIGINT}));
}

TEST_F(TerminalTest, AnotherSizeIsToldToTheJob) {
  const auto terminal = start(on_terminal({"await-resize"}));
  EXPECT_THAT(read_until(*terminal, "waiting"), HasSubstr("waiting"));
  ASSERT_TRUE(terminal->resize({.rows = 10, .columns = 20}).has_value());
  EXPECT_THAT(read_all(*terminal), HasSubstr("size 10x20"));
}

TEST_F(TerminalTest, ALetGoTerminalHangsTheJobUp) {
  auto terminal = start(on_terminal({"say begun", "sleep 1000"}));
  EXPECT_THAT(read_until(*terminal, "begun"), HasSubstr("begun"));
  terminal.reset();
  const auto result = await();
  ASSERT_TRUE(result.has_value()) << result.error().message();
  EXPECT_EQ(result->termination, Termination(Signaled{SIGHUP}));
}

TEST_F(TerminalTest, AMegabyteComesWhole) {
  const auto terminal = start(on_terminal({"flood 1048576 x"}));
  EXPECT_EQ(read_all(*terminal).size(), 1048576u);
}

TEST_F(TerminalTest, AJobThatCannotStartSaysSoAsItsResult) {
  Job broken = on_terminal({"say never"});
  broken.container.mounts = {TmpMount{"/nowhere"}};
  ASSERT_TRUE(executor().start(1, broken).has_value());
  EXPECT_FALSE(executor().terminal(1).has_value());
  const auto result = await();
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message(), HasSubstr("/nowhere"));
}

TEST_F(TerminalTest, AJobWithoutATerminalHasNone) {
  ASSERT_TRUE(executor().start(1, job({"sleep 1000"})).has_value());
  EXPECT_FALSE(executor().terminal(1).has_value());
  EXPECT_FALSE(executor().terminal(2).has_value());
}

}  // namespace
}  // namespace maelstrom::execute
