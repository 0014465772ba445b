#include "registry/auth_file.h"

#include <gmock/gmock.h>

namespace maelstrom::registry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AuthFile, TheLongestKeyWins) {
  // "a:1", "b:2"
  const auto file = AuthFile::parse(R"({"auths": {"r:5000": {"auth": "YTox"}, "r:5000/team": {"auth": "Yjoy"}}})", "f");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->find({"r:5000", "other/app"})->user, "a");
  EXPECT_EQ(file->find({"r:5000", "team/app"})->secret, "2");
  EXPECT_EQ(file->find({"r:5000", "teams/app"})->user, "a");
  EXPECT_EQ(file->find({"r", "team/app"}), nullptr);
}

TEST(AuthFile, DockersUrlOfItsRegistryIsDockerIo) {
  const auto file = AuthFile::parse(R"({"auths": {"https://index.docker.io/v1/": {"auth": "YTpiOmM="}}})", "f");
  ASSERT_TRUE(file) << file.error().message();
  ASSERT_NE(file->find({"docker.io", "library/alpine"}), nullptr);
  EXPECT_EQ(file->find({"docker.io", "library/alpine"})->secret, "b:c");
}

TEST(AuthFile, AHelperOfTheRegistryGoesBeforeTheOneOfAll) {
  const auto file = AuthFile::parse(R"({"credHelpers": {"r": "one"}, "credsStore": "all", "auths": {"r": {}}})", "f");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->helper("r"), "one");
  EXPECT_EQ(file->helper("s"), "all");
  EXPECT_EQ(file->find({"r", "x"}), nullptr);
}

TEST(AuthFile, AnErrorNamesFileAndKeyAndNoSecret) {
  const auto file = AuthFile::parse(R"({"auths": {"r": {"auth": "c2VjcmV0"}}})", "auth.json");  // "secret"
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message(), HasSubstr("auth.json: the login of \"r\""));
  EXPECT_THAT(file.error().message(), Not(HasSubstr("c2VjcmV0")));
  EXPECT_FALSE(AuthFile::parse("{", "auth.json"));
  EXPECT_FALSE(AuthFile::parse("[]", "auth.json"));
}

}  // namespace
}  // namespace maelstrom::registry
