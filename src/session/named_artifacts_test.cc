#include "session/named_artifacts.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> programs(const std::vector<TestBinary>& binaries) {
  std::vector<std::string> all;
  for (const TestBinary& binary : binaries) all.push_back(binary.artifact.program);
  return all;
}

class NamedArtifacts : public ::testing::Test {
 protected:
  NamedArtifacts() {
    host_.add("/p/build/a_test");
    host_.add("/p/build/sub/b_test");
    host_.add("/p/build/notes.txt");
  }
  FakeHost host_;
};

TEST_F(NamedArtifacts, AFileIsTakenOnceHoweverOftenItIsNamed) {
  auto found = named_artifacts(host_, "/p", {"/p/build/sub/b_test"}, {"build/**/*_test", "build/a*"});
  ASSERT_TRUE(found.has_value()) << found.error().message();
  EXPECT_THAT(programs(*found), ElementsAre("/p/build/sub/b_test", "/p/build/a_test"));
  EXPECT_EQ(found->front().artifact.name, "b_test");
  EXPECT_EQ(found->front().artifact.working_directory, "/p");
  EXPECT_EQ(found->front().cases, CasesAre::kAsked);
}

TEST_F(NamedArtifacts, AGlobReachesIntoDirectories) {
  for (const char* pattern : {"**/*_test", "build/**/*_test", "build/*_test"}) {
    auto found = named_artifacts(host_, "/p", {}, {pattern});
    ASSERT_TRUE(found.has_value()) << found.error().message();
    EXPECT_THAT(programs(*found), ElementsAre("/p/build/a_test", "/p/build/sub/b_test")) << pattern;
  }
}

TEST_F(NamedArtifacts, APathThatIsNotThereIsAnError) {
  auto found = named_artifacts(host_, "/p", {"/p/build/gone_test"}, {});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(found.error().message(), HasSubstr("/p/build/gone_test"));
}

TEST_F(NamedArtifacts, AGlobThatMatchesNothingOrIsMalformedIsAnError) {
  for (const char* pattern : {"build/*_spec", "nowhere/*", "build/[a"}) {
    auto found = named_artifacts(host_, "/p", {}, {pattern});
    ASSERT_FALSE(found.has_value()) << pattern;
    EXPECT_EQ(found.error().code(), ErrorCode::kInvalid);
    EXPECT_THAT(found.error().message(), HasSubstr(pattern));
  }
}

}  // namespace
}  // namespace maelstrom::session
