// The cell, or the process that holds it, killed in the middle of a job: nothing stays behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "container/cell.h"
#include "container/testbed.h"
#include "os/fd.h"

namespace maelstrom::container {
namespace {

using ::testing::HasSubstr;

constexpr int kPatience = 30'000;  // milliseconds

std::vector<pid_t> children() {
  std::vector<pid_t> found;
  std::istringstream text(os::read_file("/proc/thread-self/children").value());
  for (pid_t pid = 0; text >> pid;) found.push_back(pid);
  return found;
}

class CellKilledTest : public Testbed, public ::testing::WithParamInterface<Isolation> {
 protected:
  CellKilledTest() {
    add_directory("shared");
    const std::string path = layers() + "/shared/alive";
    ::mkfifo(path.c_str(), 0600);
    ::chmod(path.c_str(), 0666);
    give_away();
    alive_ = os::Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    files_ = files();
    mounts_ = os::read_file("/proc/self/mountinfo").value();
  }

  // A job of processes that end by nothing but SIGKILL. All of them hold /work/alive open, and when it
  // can be read they are all there.
  ContainerCommand stubborn() const {
    ContainerCommand job = command({"hold /work/alive", "ignore-signals", "daemon 1000", "stopped-child",
                                    "write /tmp/left", "write /work/alive", "sleep 1000"});
    job.container.mounts.emplace_back(BindMount{"/work", layers() + "/shared", false});
    job.container.isolation = GetParam();
    return job;
  }

  void await_middle_of_job() {
    pollfd ready{alive_.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, kPatience), 1) << "the job does not begin";
    char text[16];
    ASSERT_EQ(::read(alive_.get(), text, sizeof text), 7);  // "content"
  }

  void expect_nothing_left() {
    pollfd ready{alive_.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, kPatience), 1) << "processes of the job are left";
    EXPECT_EQ(ready.revents, POLLHUP);
    EXPECT_EQ(files(), files_);
    EXPECT_EQ(os::read_file("/proc/self/mountinfo").value(), mounts_);
  }

 private:
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(layers())) found.insert(entry.path());
    return found;
  }

  os::Fd alive_;
  std::set<std::string> files_;
  std::string mounts_;
};

INSTANTIATE_TEST_SUITE_P(Isolations, CellKilledTest, ::testing::Values(Isolation::kDefault, Isolation::kStrict));

TEST_P(CellKilledTest, AKilledCellTakesItsJobAlongAndIsSaid) {
  ASSERT_TRUE(cell().run(stubborn()));
  await_middle_of_job();
  ASSERT_EQ(children().size(), 1U);
  ASSERT_EQ(::kill(children().front(), SIGKILL), 0);
  const auto result = await(cell());
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("the cell of this slot was killed"));
  expect_nothing_left();
  restart_cell(options());
  EXPECT_EQ(see({"list /tmp"}), "list /tmp:\n");
}

TEST_P(CellKilledTest, CellAndJobEndWithTheProcessThatHoldsThem) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // what it leaves becomes this process's child
  const pid_t holder = ::fork();
  ASSERT_GE(holder, 0);
  if (holder == 0) {
    if (!cell().run(stubborn())) ::_exit(1);
    while (true) ::pause();
  }
  await_middle_of_job();
  ASSERT_EQ(::kill(holder, SIGKILL), 0);
  expect_nothing_left();
  int ended = 0;
  while (::wait(nullptr) > 0) ++ended;
  // The holder and its cell, in whose pid namespace all others were; the cell dies of its parent's death or, if
  // that comes sooner, ends because its channel did.
  EXPECT_EQ(ended, 2);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_EQ(see({"list /tmp"}), "list /tmp:\n");
}

}  // namespace
}  // namespace maelstrom::container
