#include "session/default_container.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace maelstrom::session {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(DefaultContainer, GivesAPlainEnvironmentAndTheProjectsOwn) {
  const ContainerSpec spec =
      default_container({.program = "/b/t", .environment = {{"MODE", "fast"}, {"PATH", "/mine"}}});
  EXPECT_THAT(spec.settings.environment, UnorderedElementsAre(Pair("HOME", "/tmp"), Pair("LANG", "C.UTF-8"),
                                                              Pair("MODE", "fast"), Pair("PATH", "/mine")));
}

TEST(DefaultContainer, IsFriendlyAndPrivate) {
  const ContainerSettings settings = default_container({.working_directory = "/w"}).settings;
  EXPECT_EQ(settings.network, Network::kLoopback);
  EXPECT_TRUE(settings.writable_file_system);
  EXPECT_EQ(settings.working_directory, "/w");
  EXPECT_EQ(settings.isolation, Isolation::kDefault);
  EXPECT_TRUE(std::none_of(settings.mounts.begin(), settings.mounts.end(),
                           [](const Mount& mount) { return std::holds_alternative<BindMount>(mount); }));
}

bool has_tmpfs(const frameworks::Artifact& artifact) {
  const std::vector<Mount> mounts = default_container(artifact).settings.mounts;
  return std::any_of(mounts.begin(), mounts.end(),
                     [](const Mount& mount) { return std::holds_alternative<TmpMount>(mount); });
}

TEST(DefaultContainer, AProjectInTmpIsNotHiddenByATmpfs) {
  EXPECT_TRUE(has_tmpfs({.program = "/home/tmp/t", .working_directory = "/tmpfs"}));
  EXPECT_FALSE(has_tmpfs({.program = "/tmp/p/t", .working_directory = "/home"}));
  EXPECT_FALSE(has_tmpfs({.program = "/home/t", .working_directory = "/tmp/p"}));
}

TEST(DefaultContainer, EveryMountHasAPlaceToStandOn) {
  const std::vector<std::string> stubs = std::get<StubsLayer>(places_layer("/")).stubs;
  for (const char* place : {"/proc/", "/sys/", "/tmp/", "/dev/shm/", "/dev/pts/"}) EXPECT_THAT(stubs, Contains(place));
}

TEST(DefaultContainer, OnlyLocalhostHasAnAddress) {
  const std::vector<InlineFile> files = std::get<InlineLayer>(base_layers().at(1)).files;
  const auto content = [&](const std::string& path) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const InlineFile& f) { return f.path == path; });
    return found == files.end() ? std::string() : found->content;
  };
  EXPECT_EQ(content("/etc/hosts"), "127.0.0.1 localhost maelstrom\n::1 localhost ip6-localhost ip6-loopback\n");
  EXPECT_EQ(content("/etc/resolv.conf").substr(0, 21), "nameserver 127.0.0.1\n");
}

TEST(DefaultContainer, TheWorkingDirectoryIsMadeWhateverItsName) {
  EXPECT_EQ(std::get<StubsLayer>(places_layer("/a{b},c\\")).stubs.back(), "/a\\{b\\}\\,c\\\\/");
}

}  // namespace
}  // namespace maelstrom::session
