#include "session/meson_setup.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::HasSubstr;

std::vector<CtestTest> listed() { return {{.name = "a", .environment = {{"PATH", "/x"}}}, {.name = "b"}}; }

TEST(MesonSetup, SaysWhichTestsShouldFailAndWhatTheirVariablesAre) {
  FakeHost host;
  host.answer("meson runpython -c import", {.standard_output = R"([
    {"name": "a", "should_fail": false, "env": {"PATH": "/x:/bin"}}, {"name": "b", "should_fail": true, "env": {}}])"});
  auto tests = listed();
  ASSERT_TRUE(complete_tests(host, "/p/out", tests));
  EXPECT_FALSE(tests[0].rules.will_fail);
  EXPECT_EQ(tests[0].environment, (Environment{{"PATH", "/x:/bin"}}));
  EXPECT_TRUE(tests[1].rules.will_fail);
  EXPECT_THAT(host.ran().back(), HasSubstr(" /p/out HOME="));
}

TEST(MesonSetup, WhatIsNotOfTheseTestsIsAnErrorAndChangesNothing) {
  const HostCommandResult answers[] = {
      {.exit_code = 2, .standard_error = "ModuleNotFoundError: No module named 'mesonbuild'"},
      {.standard_output = "[]"},
      {.standard_output = "Traceback"},
      {.standard_output = R"([{"should_fail": true}])"},
      {.standard_output = R"([{"name": "b", "should_fail": true}, {"name": "a", "should_fail": true}])"}};
  for (const HostCommandResult& answer : answers) {
    FakeHost host;
    host.answer("meson runpython", answer);
    auto tests = listed();
    EXPECT_FALSE(complete_tests(host, "/p/out", tests)) << answer.standard_output;
    EXPECT_EQ(tests, listed());
  }
}

TEST(MesonSetup, MesonIsAskedOnlyWhereABuildFileSpeaksOfIt) {
  const auto asked = [](const std::string& text) {
    FakeHost host;
    host.add("/p/out/meson-info/intro-buildsystem_files.json", R"(["/p/meson.build", "/p/sub/meson.build"])");
    host.add("/p/meson.build", "test('a', exe)");
    if (!text.empty()) host.add("/p/sub/meson.build", text);
    return may_have_more(host, "/p/out");
  };
  EXPECT_FALSE(asked("test('b', exe)"));
  EXPECT_TRUE(asked("test('b', exe, should_fail: true)"));
  EXPECT_TRUE(asked("e = environment()"));
  EXPECT_TRUE(asked(""));
  EXPECT_TRUE(may_have_more(FakeHost(), "/p/out"));
}

}  // namespace
}  // namespace maelstrom::session
