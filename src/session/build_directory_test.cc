#include "session/build_directory.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::Optional;

std::string cache_of(const std::string& source) { return "CMAKE_HOME_DIRECTORY:INTERNAL=" + source + "\n"; }

std::optional<std::string> found(const FakeHost& host) {
  auto directory = find_build_directory(host, "/p");
  EXPECT_TRUE(directory.has_value()) << directory.error().message();
  return directory.value_or(std::nullopt);
}

TEST(BuildDirectory, IsTheNewestOfThisSource) {
  FakeHost host;
  host.add("/p/CMakeLists.txt");
  host.add("/p/old/CMakeCache.txt", cache_of("/p"));
  host.add("/p/out/x/new/CMakeCache.txt", cache_of("/p"));
  host.add("/p/third_party/build/CMakeCache.txt", cache_of("/p/third_party"));
  EXPECT_THAT(found(host), Optional(std::string("/p/out/x/new")));
}

TEST(BuildDirectory, MayBeTheSourceItself) {
  FakeHost host;
  host.add("/p/CMakeCache.txt", cache_of("/p"));
  EXPECT_THAT(found(host), Optional(std::string("/p")));
}

TEST(BuildDirectory, APresetsDirectoryComesBeforeANewerOne) {
  FakeHost host;
  host.add("/p/CMakePresets.json", R"({"configurePresets": [{"name": "dev", "binaryDir": "/elsewhere/dev"},
      {"name": "never", "binaryDir": "/elsewhere/never"}]})");
  host.add("/elsewhere/dev/CMakeCache.txt", cache_of("/p"));
  host.add("/p/build/CMakeCache.txt", cache_of("/p"));
  EXPECT_THAT(found(host), Optional(std::string("/elsewhere/dev")));
}

TEST(BuildDirectory, ABuildWithinABuildIsNotThisProjects) {
  FakeHost host;
  host.add("/p/build/CMakeCache.txt", cache_of("/p"));
  host.add("/p/build/_deps/CMakeCache.txt", cache_of("/p"));
  EXPECT_THAT(found(host), Optional(std::string("/p/build")));
}

TEST(BuildDirectory, IsNoneWhereNothingIsConfiguredNear) {
  FakeHost host;
  host.add("/p/a/b/c/d/e/CMakeCache.txt", cache_of("/p"));
  host.add("/p/.git/CMakeCache.txt", cache_of("/p"));
  EXPECT_EQ(found(host), std::nullopt);
}

}  // namespace
}  // namespace maelstrom::session
