// Where mounts may stand, and what is said where they may not.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "container/testbed.h"

namespace maelstrom::container {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class MountTest : public Testbed {
 protected:
  ContainerCommand with(std::vector<Mount> mounts, std::vector<std::string> script) {
    ContainerCommand made = command(std::move(script));
    made.container.mounts = std::move(mounts);
    return made;
  }
  std::string refusal(const ContainerCommand& command) {
    const auto result = run(command);
    return result ? "it ran" : result.error().message();
  }
};

TEST_F(MountTest, AMountPointThatIsNotThereIsNamedWithTheStubThatMakesIt) {
  const std::vector<Mount> all = {TmpMount{"/none"},    ProcMount{"/none"},   SysMount{"/none"},
                                  DevptsMount{"/none"}, MqueueMount{"/none"}, BindMount{"/none", "/usr"}};
  for (const Mount& mount : all) {
    EXPECT_THAT(refusal(with({mount}, {"say never"})),
                AllOf(HasSubstr("mount point /none:"), HasSubstr("[\"/none/\"]")));
  }
  ContainerCommand device = with({DevicesMount{{Device::kNull}}}, {"say never"});
  add_file("bare/payload", os::read_file(MAELSTROM_PAYLOAD).value(), 0755);
  give_away();
  device.layer_directories = {"bare"};
  EXPECT_THAT(refusal(device), AllOf(HasSubstr("mount point /dev/null:"), HasSubstr("[\"/dev/null\"]")));
  EXPECT_EQ(see({"say after"}), "after\n");
}

TEST_F(MountTest, TheRootIsNoMountPointByAnyName) {
  ASSERT_EQ(::symlink("/", (layers() + "/base/up").c_str()), 0);
  for (const char* root : {"/", ".", "/tmp/..", "//", "/up"}) {
    EXPECT_THAT(refusal(with({TmpMount{root}}, {"say never"})), HasSubstr("that is the root of the container")) << root;
  }
}

TEST_F(MountTest, ADirectoryDoesNotStandOnAFile) {
  EXPECT_THAT(refusal(with({TmpMount{"/data/file"}}, {"say never"})),
              HasSubstr("a directory stands only on a directory"));
}

TEST_F(MountTest, ARelativeMountPointIsRelativeToTheRoot) {
  EXPECT_EQ(see(with({TmpMount{"work"}}, {"statfs /work"})), "statfs /work: 1021994\n");
}

TEST_F(MountTest, ASecondMountCoversTheFirst) {
  EXPECT_EQ(see(with({BindMount{"/work", layers() + "/base/data", true}, TmpMount{"/work"}}, {"list /work"})),
            "list /work:\n");
}

TEST_F(MountTest, AFileIsBoundOnAFile) {
  add_file("host/shared", "of the host\n");
  give_away();
  EXPECT_EQ(see(with({BindMount{"/data/file", layers() + "/host/shared"}}, {"read /data/file"})), "of the host\n");
}

TEST_F(MountTest, ABindOfWhatIsNotThereNamesIt) {
  EXPECT_THAT(refusal(with({BindMount{"/work", "/no/such/place"}}, {"say never"})),
              AllOf(HasSubstr("/work"), HasSubstr("/no/such/place"), HasSubstr("No such file")));
}

TEST_F(MountTest, AReadOnlyBindStaysReadOnlyForStrictAsWell) {
  add_directory("shared");
  give_away();
  for (const Isolation isolation : {Isolation::kDefault, Isolation::kStrict}) {
    ContainerCommand job = with({BindMount{"/work", layers() + "/shared", true}},
                                {"remount-writable /work", "write /work/new", "umount /work"});
    job.container.isolation = isolation;
    const std::string refused = isolation == Isolation::kStrict ? "EINVAL" : "EPERM";
    EXPECT_EQ(see(job), "remount-writable /work: EPERM\nwrite /work/new: EROFS\numount /work: " + refused + "\n");
  }
  EXPECT_FALSE(os::exists(layers() + "/shared/new"));
}

TEST_F(MountTest, TheHostsNetworkHasNoSysMount) {
  CellOptions on_host = options();
  on_host.host_network = true;
  restart_cell(on_host);
  ContainerCommand job = with({SysMount{"/sys"}}, {"say never"});
  job.container.network = Network::kLocal;
  EXPECT_THAT(refusal(job), AllOf(HasSubstr("sys mount"), HasSubstr("network = \"local\"")));
}

TEST_F(MountTest, FuseIsADeviceWhereTheMachineHasIt) {
  if (!os::exists("/dev/fuse")) GTEST_SKIP() << "this machine has no /dev/fuse";
  EXPECT_THAT(see(with({DevicesMount{{Device::kFuse}}}, {"mode /dev/fuse"})), HasSubstr("mode /dev/fuse: 20"));
}

TEST_F(MountTest, TtyIsThereAndOpensOnlyWithATerminal) {
  EXPECT_THAT(see(with({DevicesMount{{Device::kTty}}}, {"mode /dev/tty", "open w /dev/tty"})),
              AllOf(HasSubstr("mode /dev/tty: 20"), HasSubstr("open /dev/tty: ENXIO\n")));
}

TEST_F(MountTest, AWorkingDirectoryThatIsNotThereIsNamed) {
  ContainerCommand job = command({"say never"});
  job.container.working_directory = "/no/where";
  EXPECT_THAT(refusal(job),
              AllOf(HasSubstr("working directory"), HasSubstr("/no/where"), HasSubstr("working_directory")));
}

TEST_F(MountTest, AWorkingDirectoryMayBeRelativeAndInAMount) {
  ContainerCommand job = with({TmpMount{"/work"}}, {"cwd"});
  job.container.working_directory = "work";
  EXPECT_EQ(see(job), "cwd: /work\n");
}

TEST_F(MountTest, AnotherUserNeedsNoProcAndCannotBeFooledByOne) {
  add_file("top/proc/self/setgroups", "of a layer");
  give_away();
  for (const std::vector<std::string>& layers : {std::vector<std::string>{"base"}, {"base", "top"}}) {
    ContainerCommand job = with({}, {"who"});
    job.layer_directories = layers;
    job.container.user = 1000 + static_cast<std::uint32_t>(layers.size());
    EXPECT_THAT(see(job), HasSubstr("uid " + std::to_string(job.container.user) + " gid 0\n"));
    // That of another user is made while the cell is still in this one's container.
    job.container.user += 10;
    EXPECT_THAT(see(job), HasSubstr("uid " + std::to_string(job.container.user) + " gid 0\n"));
  }
}

TEST_F(MountTest, AnotherUserWritesToTmpAndToAWritableRoot) {
  ContainerCommand job = command({"write /tmp/f", "mode /tmp/f", "write /f", "mode /f"});
  job.container.user = 1000;
  job.container.group = 1001;
  job.container.writable_file_system = true;
  EXPECT_EQ(see(job), "write /tmp/f: ok\nmode /tmp/f: 100644 1000:1001\nwrite /f: ok\nmode /f: 100644 1000:1001\n");
}

}  // namespace
}  // namespace maelstrom::container
