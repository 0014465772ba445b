#include "session/cmake_presets.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> directories(const FakeHost& host) {
  auto found = preset_build_directories(host, "/p");
  EXPECT_TRUE(found.has_value()) << found.error().message();
  return found.value_or(std::vector<std::string>{});
}

TEST(CmakePresets, ExpandsMacrosOfThePresetThatInherits) {
  FakeHost host;
  host.add("/p/CMakePresets.json", R"({"version": 6, "configurePresets": [
      {"name": "base", "hidden": true, "binaryDir": "${sourceDir}/build/${presetName}"},
      {"name": "middle", "hidden": true, "inherits": ["nothing", "base"]},
      {"name": "dev", "inherits": "middle"},
      {"name": "own", "inherits": "base", "binaryDir": "../${sourceDirName}-build"}]})");
  EXPECT_THAT(directories(host), ElementsAre("/p/build/dev", "/p-build"));
}

TEST(CmakePresets, ReadsTheUsersFileAndWhatAFileIncludes) {
  FakeHost host;
  host.add("/p/CMakePresets.json", R"({"include": ["cmake/more.json"], "configurePresets": []})");
  host.add("/p/cmake/more.json", R"({"include": ["../CMakePresets.json"],
      "configurePresets": [{"name": "more", "binaryDir": "${fileDir}/out"}]})");
  host.add("/p/CMakeUserPresets.json", R"({"configurePresets": [{"name": "mine", "binaryDir": "/tmp/mine"}]})");
  EXPECT_THAT(directories(host), ElementsAre("/p/cmake/out", "/tmp/mine"));
}

TEST(CmakePresets, ALoopOfPresetsAndAnUnknownMacroGiveNoDirectory) {
  FakeHost host;
  host.add("/p/CMakePresets.json", R"({"configurePresets": [
      {"name": "a", "inherits": "b"}, {"name": "b", "inherits": "a"},
      {"name": "c", "binaryDir": "$env{HOME}/c"}, {"name": "d", "binaryDir": "${unknown}/d"}, 7]})");
  EXPECT_THAT(directories(host), IsEmpty());
}

TEST(CmakePresets, AMalformedFileIsNamed) {
  FakeHost host;
  host.add("/p/CMakePresets.json", "{");
  auto found = preset_build_directories(host, "/p");
  ASSERT_FALSE(found.has_value());
  EXPECT_THAT(found.error().message(), HasSubstr("/p/CMakePresets.json"));
}

}  // namespace
}  // namespace maelstrom::session
