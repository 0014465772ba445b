// What a test sees of itself in its container.
#include "container/cell.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "container/testbed.h"
#include "os/machine.h"

namespace maelstrom::container {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using CellTest = Testbed;

// Source: proc(5), Cpus_allowed_list of /proc/[pid]/status.
std::string processors_of(const std::string& status) {
  constexpr std::string_view kName = "Cpus_allowed_list:\t";
  const auto begin = status.find(kName);
  if (begin == std::string::npos) return {};
  return status.substr(begin + kName.size(), status.find('\n', begin) - begin - kName.size());
}

TEST_F(CellTest, TestIsPid2UnderAnInitAndLeadsItsGroupButNotTheSession) {
  EXPECT_EQ(see({"who"}), "pid 2 ppid 1 pgrp 2 sid 1\nuid 0 gid 0\n");
}

TEST_F(CellTest, Pid1MakesTheTestTheInitAndSessionLeader) {
  ContainerCommand pid1 = command({"who"});
  pid1.container.pid1 = true;
  EXPECT_THAT(see(pid1), StartsWith("pid 1 ppid 0 pgrp 1 sid 1\n"));
}

TEST_F(CellTest, UserAndGroupAreThoseOfTheJob) {
  ContainerCommand as_user = command({"who", "mode /data/file"});
  as_user.container.user = 1234;
  as_user.container.group = 5678;
  EXPECT_THAT(see(as_user), AllOf(HasSubstr("uid 1234 gid 5678\n"), HasSubstr("100644 1234:5678")));
  EXPECT_THAT(see({"who"}), HasSubstr("uid 0 gid 0\n"));
}

TEST_F(CellTest, HostNameIsTheJobsAndMayNotBeSet) {
  ContainerCommand named = command({"host", "sethostname mine"});
  named.container.hostname = "here";
  EXPECT_EQ(see(named), "host: here domain: (none)\nsethostname: EPERM\n");
}

TEST_F(CellTest, NothingOfTheRunnersProcessIsInherited) {
  EXPECT_EQ(see({"signals", "descriptors", "umask", "limits"}),
            "signals: seen\ndescriptors: 0 1 2\ninput: null\numask: 22\ncore 1 files 1024\n");
}

TEST_F(CellTest, WithAProcessorForEachSlotItsInitStaysOnOneAndTheTestMayUseAll) {
  const std::string all = processors_of(os::read_file("/proc/self/status").value());
  CellOptions one_each = options();
  one_each.slots = os::usable_cores();
  if (one_each.slots < 2) GTEST_SKIP() << "there is one processor";
  one_each.slot = 1;
  restart_cell(one_each);
  EXPECT_EQ(processors_of(see({"read /proc/self/status"})), all);
  const std::string own = processors_of(see({"read /proc/1/status"}));
  EXPECT_THAT(own, AllOf(Not(HasSubstr("-")), Not(HasSubstr(",")), Not(IsEmpty())));
  one_each.slot = 0;
  restart_cell(one_each);
  EXPECT_NE(processors_of(see({"read /proc/1/status"})), own);
  ++one_each.slots;
  restart_cell(one_each);
  EXPECT_EQ(processors_of(see({"read /proc/1/status"})), all);
}

TEST_F(CellTest, EnvironmentAndWorkingDirectoryAreTheJobsAlone) {
  ContainerCommand job = command({"environment", "cwd"});
  job.container.environment = {{"A", "1"}, {"B", "two words"}};
  job.container.working_directory = "/work";
  EXPECT_EQ(see(job), "A=1\nB=two words\ncwd: /work\n");
}

TEST_F(CellTest, AMegabyteOfEnvironmentAndArgumentsArrives) {
  ContainerCommand job = command({"arguments-size"});
  for (int i = 0; i < 10; ++i) job.container.environment["V" + std::to_string(i)] = std::string(100'000, 'x');
  EXPECT_EQ(see(job), "environment bytes: 1000030\n");
  EXPECT_EQ(see({"say small"}), "small\n");
}

TEST_F(CellTest, DisabledNetworkHasLoDownAndLoopbackHasItUp) {
  EXPECT_EQ(see({"interfaces", "lo"}), "interfaces: lo\nlo: down\n");
  ContainerCommand loopback = command({"interfaces", "lo", "bind 80", "set-lo down"});
  loopback.container.network = Network::kLoopback;
  EXPECT_EQ(see(loopback), "interfaces: lo\nlo: up\nbind: ok\nset-lo: EPERM\n");
}

TEST_F(CellTest, LocalNetworkNeedsACellOfTheHostsNetwork) {
  ContainerCommand local = command({"lo"});
  local.container.network = Network::kLocal;
  const auto refused = run(local);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("no host network"));
  CellOptions on_host = options();
  on_host.host_network = true;
  restart_cell(on_host);
  EXPECT_EQ(see(local), "lo: up\n");
}

TEST_F(CellTest, RootIsReadOnlyUnlessAskedFor) {
  EXPECT_EQ(see({"write /new", "write /data/file", "chmod 777 /"}),
            "write /new: EROFS\nwrite /data/file: EROFS\nchmod /: EROFS\n");
  ContainerCommand writable =
      command({"write /new", "write /data/file", "unlink /data/file", "rmdir /work", "mkdir /work", "mode /"});
  writable.container.writable_file_system = true;
  EXPECT_THAT(see(writable), AllOf(HasSubstr("write /new: ok\nwrite /data/file: ok\nunlink /data/file: ok\n"
                                             "rmdir /work: ok\nmkdir /work: ok\n"),
                                   HasSubstr("mode /: 40755 0:0")));
  EXPECT_EQ(os::read_file(layers() + "/base/data/file").value(), "from the layer\n");
}

TEST_F(CellTest, UpperLayersHideLowerOnes) {
  add_file("top/data/file", "from above\n");
  give_away();
  ContainerCommand job = command({"read /data/file", "list /"});
  job.layer_directories = {"base", "top"};
  EXPECT_THAT(see(job), StartsWith("from above\n"));
}

TEST_F(CellTest, EveryKindOfMountIsWhereItBelongs) {
  os::TemporaryDirectory host = os::TemporaryDirectory::create().value();
  ASSERT_EQ(::chmod(host.path().c_str(), 0755), 0);
  ASSERT_TRUE(os::replace_file(host.path() + "/mine", "of the host\n").has_value());
  ContainerCommand job =
      command({"statfs /proc", "statfs /sys", "statfs /tmp", "statfs /dev/shm", "statfs /dev/mqueue", "openpt",
               "read /work/mine", "open w /dev/null", "open r /dev/full", "open r /dev/random", "open r /dev/urandom",
               "open r /dev/zero", "mode /tmp", "chmod 600 /dev/null", "write /work/new"});
  job.container.mounts.insert(job.container.mounts.end(),
                              {Mount(SysMount{"/sys"}), Mount(DevptsMount{"/dev/pts"}),
                               Mount(MqueueMount{"/dev/mqueue"}), Mount(BindMount{"/work", host.path(), true})});
  EXPECT_EQ(see(job),
            "statfs /proc: 9fa0\nstatfs /sys: 62656572\nstatfs /tmp: 1021994\nstatfs /dev/shm: 1021994\n"
            "statfs /dev/mqueue: 19800202\nopenpt: ok\nptsname: /dev/pts/0\nof the host\nopen /dev/null: ok\n"
            "open /dev/full: ok\nopen /dev/random: ok\nopen /dev/urandom: ok\nopen /dev/zero: ok\n"
            "mode /tmp: 41777 0:0\nchmod /dev/null: EROFS\nwrite /work/new: EROFS\n");
}

TEST_F(CellTest, WritableBindReachesTheHost) {
  add_directory("shared", 0755);
  give_away();
  ContainerCommand job = command({"write /work/left"});
  job.container.mounts.emplace_back(BindMount{"/work", layers() + "/shared", false});
  EXPECT_EQ(see(job), "write /work/left: ok\n");
  EXPECT_EQ(os::read_file(layers() + "/shared/left").value(), "content");
}

TEST_F(CellTest, ProcShowsOnlyTheTestAndItsInit) {
  const std::string seen = see({"list /proc"});
  EXPECT_THAT(seen, AllOf(StartsWith("list /proc: 1 2 "), Not(HasSubstr(" 3 "))));
}

TEST_F(CellTest, HostsSettingsAndKeysAreOutOfReach) {
  EXPECT_EQ(see({"open w /proc/sys/kernel/core_pattern", "open w /proc/sys/kernel/msgmax",
                 "open w /proc/sys/fs/mqueue/msg_max", "open w /proc/sys/kernel/pid_max", "open r /proc/1/mem",
                 "keyctl", "vsock", "mount tmpfs /work"}),
            "open /proc/sys/kernel/core_pattern: EACCES\nopen /proc/sys/kernel/msgmax: EACCES\n"
            "open /proc/sys/fs/mqueue/msg_max: EACCES\nopen /proc/sys/kernel/pid_max: EACCES\n"
            "open /proc/1/mem: EACCES\nkeyctl: ENOSYS\nvsock: EAFNOSUPPORT\nmount /work: EPERM\n");
}

TEST_F(CellTest, StrictMayMountNameAndConfigureWhatIsItsOwn) {
  ContainerCommand strict = command({"who", "mount tmpfs /work", "write /work/file", "sethostname mine", "host", "lo",
                                     "set-lo up", "lo", "open w /proc/sys/kernel/core_pattern", "keyctl"});
  strict.container.isolation = Isolation::kStrict;
  EXPECT_EQ(see(strict),
            "pid 2 ppid 1 pgrp 2 sid 1\nuid 0 gid 0\nmount /work: ok\nwrite /work/file: ok\nsethostname: ok\n"
            "host: mine domain: (none)\nlo: down\nset-lo: ok\nlo: up\n"
            "open /proc/sys/kernel/core_pattern: EACCES\nkeyctl: ENOSYS\n");
  EXPECT_EQ(see({"host", "lo", "open r /work/file"}),
            "host: maelstrom domain: (none)\nlo: down\nopen /work/file: ENOENT\n");
}

TEST_F(CellTest, StrictTakesSysAndMqueueOfItsOwnNamespaces) {
  ContainerCommand strict = command({"statfs /sys", "statfs /dev/mqueue", "lo"});
  strict.container.isolation = Isolation::kStrict;
  strict.container.network = Network::kLoopback;
  strict.container.mounts.insert(strict.container.mounts.end(),
                                 {Mount(SysMount{"/sys"}), Mount(MqueueMount{"/dev/mqueue"})});
  EXPECT_EQ(see(strict), "statfs /sys: 62656572\nstatfs /dev/mqueue: 19800202\nlo: up\n");
}

TEST_F(CellTest, LayersMayStandBelowADirectoryThatIsClosedToTheirUser) {
  const std::string parent = layers().substr(0, layers().rfind('/'));
  ASSERT_EQ(::chmod(parent.c_str(), 0700), 0);
  EXPECT_EQ(see({"read /data/file"}), "from the layer\n");
}

TEST_F(CellTest, ProgramWithoutSlashIsSearchedInThePathOfTheJob) {
  add_file("base/bin/tool", "not a program", 0644);
  give_away();
  ContainerCommand job = command({"say found"});
  job.program = "payload";
  job.container.environment = {{"PATH", "/nowhere:/bin:/"}};
  EXPECT_EQ(see(job), "found\n");
}

}  // namespace
}  // namespace maelstrom::container
