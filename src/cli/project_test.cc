#include "cli/project.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Project, IsWhereItsFileStands) {
  session::FakeHost host;
  host.add("/p/maelstrom.toml", "[settings]\nbuild-dir = \"out\"\nartifacts = [\"a*\"]\n");
  host.add("/p/sub/CMakeLists.txt");
  const auto project = find_project(host, {}, "/p/sub");
  ASSERT_TRUE(project.has_value()) << project.error().message();
  EXPECT_EQ(project->directory, "/p");
  const auto options =
      discover_options({.build_dir = "/p/out", .no_build = true, .artifacts = {"a*"}}, "/p", {"t"}, "/p/sub");
  EXPECT_EQ(options.build_directory, "/p/out");
  EXPECT_EQ(options.building, session::Building::kSkipped);
  EXPECT_THAT(options.artifacts, ElementsAre("/p/sub/t"));
  EXPECT_THAT(options.artifact_globs, ElementsAre("a*"));
}

TEST(Project, WithoutAFileItIsTheUppermostOfTheCMakeDirectoriesAbove) {
  session::FakeHost host;
  host.add("/w/p/CMakeLists.txt");
  host.add("/w/p/lib/CMakeLists.txt");
  EXPECT_EQ(find_project(host, {}, "/w/p/lib")->directory, "/w/p");
  EXPECT_EQ(find_project(host, {}, "/w")->directory, "/w");
}

TEST(Project, EveryErrorOfTheFileIsSaid) {
  session::FakeHost host;
  host.add("/p/maelstrom.toml", "[settings]\nslotz = 1\n[[directives]]\nfilter = \"all\"\nnetwrok = \"local\"\n");
  const auto project = find_project(host, {}, "/p");
  ASSERT_FALSE(project.has_value());
  EXPECT_EQ(project.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(project.error().message(), AllOf(HasSubstr("slotz"), HasSubstr("netwrok")));
}

TEST(Project, AFilterThatCannotBeReadNamesItsOption) {
  const auto selected = selection({.exclude = {"name.equals("}, .origins = {{"exclude", "--exclude"}}});
  ASSERT_FALSE(selected.has_value());
  EXPECT_THAT(selected.error().message(), HasSubstr("--exclude"));
}

}  // namespace
}  // namespace maelstrom::cli
