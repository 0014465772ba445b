#include "execute/change_import.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "execute/executor_testbed.h"
#include "os/file.h"

namespace maelstrom::execute {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ChangeTest = ExecutorTestbed;

std::vector<std::string> names(const std::vector<FileNode>& files) {
  std::vector<std::string> all;
  for (const FileNode& file : files) all.push_back(file.name);
  return all;
}

TEST_F(ChangeTest, WhatAJobMakesChangesAndRemovesIsATree) {
  const Directory root = change_of({"write /new", "mkdir /made", "write /made/inner", "unlink /data/gone",
                                    "write /data/kept more", "chmod 600 /data/kept", "symlink /new /link"});
  EXPECT_THAT(names(root.files), ElementsAre("new"));
  EXPECT_THAT(root.whiteouts, IsEmpty());
  ASSERT_EQ(root.symlinks.size(), 1u);
  EXPECT_EQ(root.symlinks[0].target, "/new");
  const Directory data = child(root, "data");
  EXPECT_THAT(data.whiteouts, ElementsAre("gone"));
  ASSERT_THAT(names(data.files), ElementsAre("kept"));
  EXPECT_EQ(data.files[0].properties.unix_mode, 0600u);
  EXPECT_EQ(store().get(data.files[0].digest).value(), "more");
  EXPECT_FALSE(data.opaque);
  EXPECT_THAT(names(child(root, "made").files), ElementsAre("inner"));
}

TEST_F(ChangeTest, ADirectoryThatIsRemovedAndMadeAgainIsOpaque) {
  const Directory root =
      change_of({"unlink /data/gone", "unlink /data/kept", "rmdir /data", "mkdir /data", "write /data/other"});
  const Directory data = child(root, "data");
  EXPECT_TRUE(data.opaque);
  EXPECT_THAT(names(data.files), ElementsAre("other"));
}

TEST_F(ChangeTest, AJobThatChangesNothingGivesAnEmptyTree) {
  const Directory root = change_of({"say nothing", "write /tmp/outside"});
  EXPECT_THAT(root.files, IsEmpty());
  EXPECT_THAT(root.directories, IsEmpty());
  EXPECT_EQ(root.properties.unix_mode, 0755u);
}

TEST_F(ChangeTest, WhatItsOwnerMayNotReadIsThereWithItsMode) {
  const Directory root =
      change_of({"write /secret", "chmod 0 /secret", "mkdir /closed", "write /closed/file", "chmod 0 /closed"});
  ASSERT_THAT(names(root.files), ElementsAre("secret"));
  EXPECT_EQ(root.files[0].properties.unix_mode, 0u);
  EXPECT_EQ(store().get(root.files[0].digest).value(), "content");
  const Directory closed = child(root, "closed");
  EXPECT_EQ(closed.properties.unix_mode, 0u);
  EXPECT_THAT(names(closed.files), ElementsAre("file"));
}

TEST_F(ChangeTest, ANamedPipeIsOneAndASocketIsLeftOut) {
  const Directory root = change_of({"mkfifo /pipe", "chmod 640 /pipe", "bind-path /socket"});
  ASSERT_THAT(names(root.files), ElementsAre("pipe"));
  EXPECT_TRUE(root.files[0].properties.fifo);
  EXPECT_EQ(root.files[0].properties.unix_mode, 0640u);
  EXPECT_TRUE(store().tree(store().put_directory(root).value()).has_value()) << "it cannot stand as a layer";
}

TEST_F(ChangeTest, EachJobsChangeIsItsOwn) {
  change_of({"write /first"});
  EXPECT_THAT(names(change_of({"write /second"}).files), ElementsAre("second"));
}

TEST_F(ChangeTest, AJobThatFailsOrIsKilledGivesItsChangeToo) {
  Job job = capturing({"write /left", "exit 3"});
  const auto failed = run(job);
  ASSERT_TRUE(failed.has_value()) << failed.error().message();
  EXPECT_EQ(failed->termination, Termination(Exited{3}));
  EXPECT_THAT(names(directory(failed->change.value()).files), ElementsAre("left"));
}

TEST_F(ChangeTest, EveryKindOfJobGivesItsChange) {
  const auto change = [this](void (*make)(Job&)) {
    Job job = capturing({"write /made"});
    make(job);
    const auto result = run(job);
    return result ? names(directory(result->change.value()).files) : std::vector{result.error().message()};
  };
  EXPECT_THAT(change([](Job& job) { job.container.isolation = Isolation::kStrict; }), ElementsAre("made"));
  EXPECT_THAT(change([](Job& job) { job.container.network = Network::kLocal; }), ElementsAre("made"));
  EXPECT_THAT(change([](Job& job) { job.container.pid1 = true; }), ElementsAre("made"));
  EXPECT_THAT(change([](Job& job) { job.container.user = 1000; }), ElementsAre("made"));
  EXPECT_THAT(change([](Job& job) { job.terminal = TerminalSize{}; }), ElementsAre("made"));
  EXPECT_THAT(change([](Job& job) { job.arguments.push_back("flood 3000000 x"); }), ElementsAre("made"))
      << "the change goes along with an output that does not fit a packet";
}

TEST_F(ChangeTest, NothingIsCapturedOfAReadOnlyRoot) {
  Job job = capturing({"say never"});
  job.container.writable_file_system = false;
  const auto refused = run(job);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message(), HasSubstr("enable_writable_file_system"));
}

}  // namespace
}  // namespace maelstrom::execute
