// What one job leaves and the next one of the same slot does not see.
#include <dirent.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "container/cell.h"
#include "container/testbed.h"

namespace maelstrom::container {
namespace {

std::string parts(const Replaced& replaced) {
  return std::string(replaced.network ? "network " : "") + (replaced.ipc ? "ipc " : "") +
         (replaced.temporary ? "temporary " : "") + (replaced.root ? "root" : "");
}

struct Pair {
  const char* name;
  std::vector<std::string> leave;
  std::string left;  // what the first says
  std::vector<std::string> look;
  std::string seen;  // what the next one says
  Replaced replaced;
};

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.name; }

class LeaveSeeTest : public Testbed, public ::testing::WithParamInterface<Pair> {};

TEST_P(LeaveSeeTest, NextTestDoesNotSeeIt) {
  const Pair& pair = GetParam();
  ContainerCommand leave = command(pair.leave);
  leave.container.network = Network::kLoopback;
  leave.container.writable_file_system = true;
  ContainerCommand look = leave;
  look.arguments = pair.look;
  ContainerCommand idle = leave;
  idle.arguments = {};
  ASSERT_TRUE(run(idle));
  EXPECT_EQ(parts(run(idle)->replaced), "");  // so that what is replaced is replaced for a reason
  for (int round = 0; round < 3; ++round) {
    const auto left = run(leave);
    ASSERT_TRUE(left) << left.error().message();
    EXPECT_EQ(left->standard_output.head, pair.left);
    EXPECT_EQ(parts(left->replaced), parts(pair.replaced));
    EXPECT_EQ(see(look), pair.seen);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Slot, LeaveSeeTest,
    ::testing::Values(
        Pair{"tmp", {"write /tmp/x"}, "write /tmp/x: ok\n", {"list /tmp"}, "list /tmp:\n", {.temporary = true}},
        Pair{"tmp_removed",
             {"write /tmp/x", "unlink /tmp/x"},
             "write /tmp/x: ok\nunlink /tmp/x: ok\n",
             {"list /tmp"},
             "list /tmp:\n",
             {.temporary = true}},
        Pair{"tmp_mode",
             {"chmod 0 /tmp"},
             "chmod /tmp: ok\n",
             {"mode /tmp"},
             "mode /tmp: 41777 0:0\n",
             {.temporary = true}},
        Pair{"tmp_deep", {"deep /tmp 200"}, "deep: ok\n", {"list /tmp"}, "list /tmp:\n", {.temporary = true}},
        Pair{"shm",
             {"write /dev/shm/x"},
             "write /dev/shm/x: ok\n",
             {"list /dev/shm"},
             "list /dev/shm:\n",
             {.temporary = true}},
        Pair{"root", {"write /x"}, "write /x: ok\n", {"open r /x"}, "open /x: ENOENT\n", {.root = true}},
        Pair{"root_below",
             {"write /data/file changed"},
             "write /data/file: ok\n",
             {"read /data/file"},
             "from the layer\n",
             {.root = true}},
        Pair{"root_mode", {"chmod 700 /"}, "chmod /: ok\n", {"mode /"}, "mode /: 40755 0:0\n", {.root = true}},
        Pair{"root_deep", {"deep /work 200"}, "deep: ok\n", {"list /work"}, "list /work:\n", {.root = true}},
        Pair{"root_removed",
             {"write /x", "unlink /x"},
             "write /x: ok\nunlink /x: ok\n",
             {"open r /x"},
             "open /x: ENOENT\n",
             {.root = true}},
        Pair{"shared_memory", {"shmget"}, "shmget: ok\n", {"shm-find"}, "shm-find: ENOENT\n", {.ipc = true}},
        Pair{"semaphores", {"semget"}, "semget: ok\n", {"sem-find"}, "sem-find: ENOENT\n", {.ipc = true}},
        Pair{"messages", {"msgget"}, "msgget: ok\n", {"msg-find"}, "msg-find: ENOENT\n", {.ipc = true}},
        Pair{"sequence_of_ids", {"shm-pass"}, "shm-pass: ok\n", {"say x"}, "x\n", {.ipc = true}},
        Pair{"queue", {"mq"}, "mq: ok\n", {"mq-find"}, "mq-find: ENOENT\n", {.ipc = true}},
        Pair{"time_wait", {"exchange 4000"}, "exchange: ok\n", {"bind 4000"}, "bind: ok\n", {.network = true}},
        Pair{"sockets_in_flight", {"cycle name"}, "cycle: ok\n", {"cycle name"}, "cycle: ok\n", {.network = true}},
        Pair{"processes", {"daemon 1000"}, "", {"kill-init 0"}, "kill-init: ok\n", {}}),
    [](const auto& info) { return std::string(info.param.name); });

using CellCleanTest = Testbed;

TEST_F(CellCleanTest, AnUntouchedSlotIsKeptBeyondEveryCycle) {
  ContainerCommand idle = command({});
  idle.container.writable_file_system = true;
  idle.container.network = Network::kLoopback;
  for (int i = 0; i < 200; ++i) {
    const auto result = run(idle);
    ASSERT_TRUE(result) << result.error().message();
    ASSERT_EQ(parts(result->replaced), "") << "job " << i;
  }
}

TEST_F(CellCleanTest, ManyDifferentContainersTakeTurns) {
  for (int i = 0; i < 40; ++i) add_file("layer" + std::to_string(i) + "/data/number", std::to_string(i));
  give_away();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      ContainerCommand job = command({"read /data/number"});
      job.layer_directories.push_back("layer" + std::to_string(i));
      EXPECT_EQ(see(job), std::to_string(i));
    }
  }
}

TEST_F(CellCleanTest, SysAndQueuesFollowTheNamespacesThatWereReplaced) {
  ContainerCommand job = command({"exchange 4000", "mq", "list /dev/mqueue", "list /sys/class/net"});
  job.container.network = Network::kLoopback;
  job.container.mounts.insert(job.container.mounts.end(), {Mount(SysMount{"/sys"}), Mount(MqueueMount{"/dev/mqueue"})});
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(see(job), "exchange: ok\nmq: ok\nlist /dev/mqueue: left\nlist /sys/class/net: lo\n");
  }
}

// The processes of this machine that run `program`, by the name in their status.
int processes_named(const std::string& name) {
  int count = 0;
  DIR* proc = ::opendir("/proc");
  while (const dirent* entry = ::readdir(proc)) {
    std::ifstream status(std::string("/proc/") + entry->d_name + "/comm");
    std::string found;
    if (std::getline(status, found) && found == name) ++count;
  }
  ::closedir(proc);
  return count;
}

pid_t process_named(const std::string& name, pid_t parent) {
  DIR* proc = ::opendir("/proc");
  pid_t pid = -1;
  while (const dirent* entry = ::readdir(proc)) {
    std::ifstream stat(std::string("/proc/") + entry->d_name + "/stat");
    std::string number;
    std::string found;
    std::string state;
    pid_t its_parent = 0;
    if (!(stat >> number >> found >> state >> its_parent)) continue;
    if (found == "(" + name + ")" && its_parent == parent) pid = std::atoi(entry->d_name);
  }
  ::closedir(proc);
  return pid;
}

TEST_F(CellCleanTest, AKilledCellIsAnErrorAndLeavesNothingBehind) {
  std::filesystem::copy_file(layers() + "/base/payload", layers() + "/base/left-behind");
  give_away();
  ContainerCommand job = command({"say up", "ignore-signals", "daemon 1000", "sleep 1000"});
  job.program = "/left-behind";
  ASSERT_TRUE(cell().run(job));
  while (processes_named("left-behind") < 2) ::poll(nullptr, 0, 1);
  const pid_t pid = process_named("maelstrom-cell", ::getpid());
  ASSERT_GT(pid, 0);
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  const auto result = await(cell());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "the cell of this slot was killed");
  restart_cell(options());  // waits for the old one's end
  EXPECT_EQ(processes_named("left-behind"), 0);
  EXPECT_EQ(see({"say next"}), "next\n");
}

TEST_F(CellCleanTest, TheEndOfACellIsTheEndOfItsJob) {
  std::filesystem::copy_file(layers() + "/base/payload", layers() + "/base/left-over");
  give_away();
  ContainerCommand job = command({"ignore-signals", "daemon 1000", "sleep 1000"});
  job.program = "/left-over";
  {
    Cell short_lived = Cell::start(options()).value();
    ASSERT_TRUE(short_lived.run(job));
    while (processes_named("left-over") < 2) ::poll(nullptr, 0, 1);
  }
  EXPECT_EQ(processes_named("left-over"), 0);
}

}  // namespace
}  // namespace maelstrom::container
