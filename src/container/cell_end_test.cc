// How jobs end, and what is left of their processes and output.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include "base/strings.h"
#include "container/cell.h"
#include "container/testbed.h"

namespace maelstrom::container {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Lt;

class CellEndTest : public Testbed {
 protected:
  JobResult finish(const ContainerCommand& command) {
    auto result = run(command);
    if (!result) {
      ADD_FAILURE() << result.error().message();
      return {};
    }
    return std::move(*result);
  }
  std::string failure(const ContainerCommand& command) {
    const auto result = run(command);
    return result ? "it ran" : result.error().message();
  }
};

TEST_F(CellEndTest, ExitCodeAndSignalAreTheTests) {
  EXPECT_EQ(finish(command({"exit 7"})).termination, Termination(Exited{7}));
  EXPECT_EQ(finish(command({"abort"})).termination, Termination(Signaled{SIGABRT}));
  EXPECT_EQ(finish(command({"alarm 1"})).termination, Termination(Signaled{SIGALRM}));
  EXPECT_EQ(finish(command({"kill-self 15"})).termination, Termination(Signaled{SIGTERM}));
}

TEST_F(CellEndTest, SignalsOfTheTestDoNotReachItsInit) {
  EXPECT_EQ(see({"kill-init 15", "kill-init 9", "kill-init 19", "say alive"}),
            "kill-init: ok\nkill-init: ok\nkill-init: ok\nalive\n");
}

TEST_F(CellEndTest, TimeoutEndsAllAndKeepsThePartialOutput) {
  ContainerCommand slow = command({"say before", "ignore-signals", "daemon 1000", "stopped-child", "sleep 1000"});
  slow.timeout = milliseconds(300);
  const JobResult result = finish(slow);
  EXPECT_EQ(result.termination, Termination(TimedOut{}));
  EXPECT_EQ(result.standard_output.head, "before\nstopped: ok\n");
  EXPECT_THAT(result.duration, AllOf(Ge(milliseconds(200)), Lt(std::chrono::seconds(10))));
  EXPECT_EQ(see({"say next"}), "next\n");
}

TEST_F(CellEndTest, AtItsTimeoutATestMayEndBySignalInItsOwnWay) {
  ContainerCommand warned = command({"on-signal 10 flushed", "sleep 1000"});
  warned.timeout = milliseconds(200);
  warned.container.timeout_signal = {SIGUSR1, std::chrono::seconds(100)};
  const JobResult result = finish(warned);
  EXPECT_EQ(result.termination, Termination(TimedOut{}));
  EXPECT_EQ(result.standard_output.head, "flushed\n");
  EXPECT_THAT(result.duration, Lt(std::chrono::seconds(50)));
}

TEST_F(CellEndTest, ATestThatBearsTheSignalIsKilledAfterItsGrace) {
  ContainerCommand deaf = command({"ignore-signals", "say deaf", "sleep 1000"});
  deaf.timeout = milliseconds(100);
  deaf.container.timeout_signal = {SIGTERM, milliseconds(100)};
  const JobResult result = finish(deaf);
  EXPECT_EQ(result.termination, Termination(TimedOut{}));
  EXPECT_THAT(result.duration, AllOf(Ge(milliseconds(150)), Lt(std::chrono::seconds(10))));
}

TEST_F(CellEndTest, TimeoutEndsATestThatIsPid1) {
  ContainerCommand slow = command({"ignore-signals", "sleep 1000"});
  slow.container.pid1 = true;
  slow.timeout = milliseconds(200);
  EXPECT_EQ(finish(slow).termination, Termination(TimedOut{}));
}

TEST_F(CellEndTest, KilledJobEndsBySigkill) {
  ASSERT_TRUE(cell().run(command({"ignore-signals", "sleep 1000"})));
  EXPECT_TRUE(cell().busy());
  ASSERT_TRUE(cell().kill_job());
  const auto result = await(cell());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->termination, Termination(Signaled{SIGKILL}));
  EXPECT_FALSE(result->out_of_memory);
}

TEST_F(CellEndTest, WhatOutlivesTheTestForLongerThanItMayCountsAndIsKilled) {
  ContainerCommand leaking = command({"daemon 1000", "say done"});
  EXPECT_FALSE(finish(leaking).left_behind);
  for (const auto patience : {milliseconds(0), milliseconds(50)}) {
    leaking.container.leak_timeout = patience;
    const JobResult result = finish(leaking);
    EXPECT_EQ(result.termination, Termination(Exited{0}));
    EXPECT_TRUE(result.left_behind);
    EXPECT_EQ(result.standard_output.head, "done\n");
  }
  EXPECT_THAT(see({"list /proc"}), HasSubstr("list /proc: 1 2 acpi"));
}

TEST_F(CellEndTest, WhatEndsSoonAfterTheTestDoesNotCount) {
  ContainerCommand tidy = command({"daemon 0", "say done"});
  tidy.container.leak_timeout = std::chrono::seconds(100);
  const JobResult result = finish(tidy);
  EXPECT_EQ(result.termination, Termination(Exited{0}));
  EXPECT_FALSE(result.left_behind);
  EXPECT_LT(result.duration, std::chrono::seconds(50));
}

TEST_F(CellEndTest, TheTimeOfWhatIsLeftIsNotTheTestsTimeout) {
  ContainerCommand leaking = command({"daemon 1000", "say done"});
  leaking.timeout = milliseconds(200);
  leaking.container.leak_timeout = milliseconds(400);
  const JobResult result = finish(leaking);
  EXPECT_EQ(result.termination, Termination(Exited{0}));
  EXPECT_TRUE(result.left_behind);
  EXPECT_LT(result.duration, milliseconds(200));
}

TEST_F(CellEndTest, AJobThatIsKilledWhileItWaitsForWhatIsLeftEnds) {
  ContainerCommand leaking = command({"daemon 1000"});
  leaking.container.leak_timeout = std::chrono::seconds(1000);
  ASSERT_TRUE(cell().run(leaking));
  ASSERT_TRUE(cell().kill_job());
  const auto result = await(cell());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->termination, Termination(Signaled{SIGKILL}));
}

TEST_F(CellEndTest, DaemonsDieWithTheTestAndAreAccountedFor) {
  const JobResult result = finish(command({"daemon 1000", "burn 60", "use-memory 1", "say done"}));
  EXPECT_EQ(result.standard_output.head, "done\n");
  EXPECT_THAT(result.usage.user_time + result.usage.system_time, Ge(milliseconds(50)));
  EXPECT_THAT(see({"list /proc"}), HasSubstr("list /proc: 1 2 acpi"));
}

TEST_F(CellEndTest, PeakMemoryIsThatOfTheLargestProcess) {
  EXPECT_THAT(finish(command({"use-memory 64"})).usage.max_rss, AllOf(Ge(64U << 20), Lt(80U << 20)));
}

// "VmHWM:  864 kB" of the only child, which is the cell.
std::uint64_t peak_of_cell() {
  const std::string pid(trim(os::read_file("/proc/thread-self/children").value()));
  const std::string status = os::read_file("/proc/" + pid + "/status").value();
  return std::stoull(status.substr(status.find("VmHWM:") + 6)) << 10;
}

TEST_F(CellEndTest, PeakMemoryOfTheCellStaysSmallAfterLargeJobs) {
  const std::uint64_t before = finish(command({"say small"})).usage.max_rss;
  finish(command({"flood 4000000 x"}));
  ContainerCommand large = command({"say large"});
  for (int i = 0; i < 10; ++i) large.container.environment["V" + std::to_string(i)] = std::string(100'000, 'x');
  finish(large);
  EXPECT_THAT(finish(command({"say small"})).usage.max_rss, Lt(before + (256U << 10)));
  EXPECT_THAT(peak_of_cell(), AllOf(testing::Gt(0U), Lt(3U << 19)));  // 1.5 MiB
}

TEST_F(CellEndTest, OutputBeyondTheLimitKeepsHeadAndTail) {
  ContainerCommand loud = command({"say begin", "flood 50000000 x", "say end"});
  loud.output_limit = 1 << 20;
  const JobResult result = finish(loud);
  const std::uint64_t total = 6 + 50'000'000 + 4;
  ASSERT_EQ(result.standard_output.head.size(), 1U << 19);
  ASSERT_EQ(result.standard_output.tail.size(), 1U << 19);
  EXPECT_EQ(result.standard_output.dropped, total - (1 << 20));
  EXPECT_EQ(result.standard_output.head.substr(0, 8), "begin\nxx");
  EXPECT_EQ(result.standard_output.tail.substr((1 << 19) - 6), "xxend\n");
}

TEST_F(CellEndTest, OutputWithinTheLimitIsWholeAtEverySize) {
  for (const std::size_t size : {1UL, 16'383UL, 16'384UL, 16'385UL, 524'288UL, 524'289UL, 1'048'575UL}) {
    const JobResult result = finish(command({"flood " + std::to_string(size - 1) + " x", "flood 1 y"}));
    EXPECT_EQ(result.standard_output.head, std::string(size - 1, 'x') + "y") << size;
    EXPECT_EQ(result.standard_output.tail, "");
  }
}

TEST_F(CellEndTest, SmallLimitsAreExact) {
  for (const std::uint64_t size : {11UL, 20'000UL, 40'000UL, 100'000UL}) {
    ContainerCommand job = command({"say b", "flood " + std::to_string(size - 4) + " x", "say e"});
    job.output_limit = 10;
    const Output output = finish(job).standard_output;
    EXPECT_EQ(output.head, "b\nxxx") << size;
    EXPECT_EQ(output.tail, "xxxe\n") << size;
    EXPECT_EQ(output.dropped, size - 10) << size;
  }
}

TEST_F(CellEndTest, StreamsAreKeptApart) {
  const JobResult result = finish(command({"say out", "complain err", "say out"}));
  EXPECT_EQ(result.standard_output.head, "out\nout\n");
  EXPECT_EQ(result.standard_error.head, "err\n");
}

TEST_F(CellEndTest, ClosingTheOutputIsNotTheEnd) {
  ContainerCommand job = command({"say last", "close-output", "sleep 1000"});
  job.timeout = milliseconds(200);
  const JobResult result = finish(job);
  EXPECT_EQ(result.termination, Termination(TimedOut{}));
  EXPECT_EQ(result.standard_output.head, "last\n");
}

TEST_F(CellEndTest, ForkBombMeetsTheLimit) {
  CellOptions few = options();
  few.process_limit = 400;
  restart_cell(few);
  EXPECT_THAT(see({"fork-bomb"}), testing::MatchesRegex("fork: EAGAIN\nforked: 39[0-9]\n"));
  EXPECT_EQ(see({"say next"}), "next\n");
}

TEST_F(CellEndTest, FillingTmpMeetsTheLimit) {
  CellOptions small = options();
  small.tmpfs_bytes = 4 << 20;
  restart_cell(small);
  EXPECT_EQ(see({"fill /tmp/file"}), "fill /tmp/file: ENOSPC\nfilled: 4194304\n");
  EXPECT_EQ(see({"fill /tmp/file"}), "fill /tmp/file: ENOSPC\nfilled: 4194304\n");
}

TEST_F(CellEndTest, SetUpAndDurationAreTold) {
  const JobResult result = finish(command({"say x"}));
  EXPECT_THAT(result.setup.count(), AllOf(testing::Gt(0), Lt(1'000'000'000)));
  EXPECT_THAT(result.duration.count(), AllOf(testing::Gt(0), Lt(1'000'000'000)));
}

TEST_F(CellEndTest, MissingProgramIsSaid) {
  ContainerCommand job = command({});
  job.program = "/no/such";
  EXPECT_EQ(failure(job), "execve /no/such: No such file or directory");
  job.program = "such";
  job.container.environment = {{"PATH", "/bin:/usr/bin"}};
  EXPECT_EQ(failure(job), "execve such: No such file or directory: it is in no directory of PATH=/bin:/usr/bin");
}

TEST_F(CellEndTest, MissingInterpreterIsNamed) {
  add_file("base/script", "#!/bin/no-shell -x\n", 0755);
  give_away();
  ContainerCommand job = command({});
  job.program = "/script";
  EXPECT_THAT(failure(job), HasSubstr("its interpreter /bin/no-shell is not"));
}

TEST_F(CellEndTest, FileThatIsNotExecutableIsSaid) {
  add_file("base/plain", "text", 0644);
  add_file("base/text", "text", 0755);
  add_file("base/foreign",
           std::string("\x7f"
                       "ELF\x02\x01\x01",
                       7) +
               std::string(9, '\0') + std::string("\x02\0\xf3\0", 4) + std::string(100, '\0'),
           0755);
  give_away();
  ContainerCommand job = command({});
  job.program = "/plain";
  EXPECT_THAT(failure(job), HasSubstr("the file is not executable"));
  job.program = "/text";
  EXPECT_THAT(failure(job), HasSubstr("neither an ELF program nor a script"));
  job.program = "/foreign";
  EXPECT_THAT(failure(job), HasSubstr("another architecture (ELF machine 243)"));
  job.program = "/data";
  EXPECT_THAT(failure(job), HasSubstr("it is a directory"));
}

TEST_F(CellEndTest, WhatIsMissingOfTheContainerIsNamed) {
  ContainerCommand job = command({});
  job.container.working_directory = "/none";
  EXPECT_EQ(
      failure(job),
      "change to the working directory /none: No such file or directory: it is in none of the layers; add it, or set "
      "working_directory");
  job = command({});
  job.layer_directories = {"no-layer"};
  EXPECT_EQ(failure(job), "open layer no-layer: No such file or directory");
  job = command({});
  job.container.mounts.emplace_back(TmpMount{"/none"});
  EXPECT_EQ(
      failure(job),
      "mount point /none: mount on /none: No such file or directory: it must be there: add stubs = [\"/none/\"] to the "
      "layers");
  job = command({});
  job.container.mounts.emplace_back(BindMount{"/work", "/no/such", true});
  EXPECT_EQ(failure(job), "bind mount on /work: bind /no/such: No such file or directory");
  EXPECT_EQ(see({"say next"}), "next\n");
}

TEST_F(CellEndTest, ArgumentsBeyondTheKernelsLimitAreSaid) {
  ContainerCommand job = command({});
  job.container.environment["V"] = std::string(200'000, 'x');
  EXPECT_THAT(failure(job), HasSubstr("arguments and environment are too large"));
}

TEST_F(CellEndTest, ACellThatIsNoProgramIsSaid) {
  CellOptions wrong = options();
  wrong.program = "/no/such/cell";
  const auto started = Cell::start(wrong);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message(), "start /no/such/cell: No such file or directory");
}

}  // namespace
}  // namespace maelstrom::container
