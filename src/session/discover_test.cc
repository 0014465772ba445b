#include "session/discover.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"
#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kOneTest = R"({"version": {"major": 1, "minor": 0}, "tests": [
    {"name": "a", "command": ["/p/build/a_test"], "properties": [{"name": "WORKING_DIRECTORY", "value": "/p"}]},
    {"name": "s", "command": ["/bin/sh"]}]})";

class DiscoverTest : public ::testing::Test {
 protected:
  DiscoverTest() {
    host_.add("/p/CMakeLists.txt");
    options_.project = "/p";
    options_.jobs = 3;
  }
  void configured(const std::string& more = "") {
    host_.add("/p/build/CMakeCache.txt", "CMAKE_HOME_DIRECTORY:INTERNAL=/p\n" + more);
  }
  Result<Discovered> run() { return discover(host_, clock_, options_, observer_); }

  FakeHost host_;
  FakeClock clock_;
  RecordingObserver observer_;
  DiscoverOptions options_;
};

TEST_F(DiscoverTest, BuildsThenAsksCTest) {
  configured();
  host_.answer("cmake --build /p/build -j 3", [this] {
    clock_.advance(std::chrono::milliseconds(3100));
    return HostCommandResult{};
  });
  host_.answer("ctest --show-only=json-v1", {.standard_output = kOneTest});
  auto found = run();
  ASSERT_TRUE(found.has_value()) << found.error().message();
  EXPECT_EQ(found->build_directory, "/p/build");
  EXPECT_EQ(found->binaries.front().artifact.program, "/p/build/a_test");
  ASSERT_EQ(found->binaries.size(), 2u);
  EXPECT_EQ(found->binaries.back().whole.name, "s");
  EXPECT_THAT(host_.ran_in(), ElementsAre("", "/p/build"));
  EXPECT_THAT(observer_.notices, Contains("built 2 test binaries 3.1 s"));
}

class DiscoverChosenTest : public DiscoverTest {
 protected:
  DiscoverChosenTest() {
    configured();
    options_.asks = [](std::string_view artifact) { return artifact == "a_test"; };
    host_.answer("cmake -E make_directory", HostCommandResult{});
    host_.answer("cmake -E touch", HostCommandResult{});
    host_.answer("cmake -S /p -B /p/build", [this] {
      add("index-1.json", R"({"objects": [{"kind": "codemodel", "version": {"major": 2}, "jsonFile": "m.json"}]})");
      add("m.json", R"({"configurations": [{"targets": [{"jsonFile": "a.json"}, {"jsonFile": "b.json"}]}]})");
      add("a.json", R"({"name": "a_target", "type": "EXECUTABLE", "artifacts": [{"path": "a_test"}]})");
      add("b.json", R"({"name": "b_target", "type": "EXECUTABLE", "artifacts": [{"path": "b_test"}]})");
      return HostCommandResult{};
    });
    host_.answer("cmake --build", HostCommandResult{});
  }
  void add(const std::string& file, const std::string& content) {
    host_.add("/p/build/.cmake/api/v1/reply/" + file, content);
  }
  std::vector<std::string> builds() const {
    std::vector<std::string> lines;
    for (const std::string& line : host_.ran()) {
      if (line.starts_with("cmake --build")) lines.push_back(line);
    }
    return lines;
  }
};

TEST_F(DiscoverChosenTest, BuildsNothingThatIsNotAskedFor) {
  host_.answer("ctest", {.standard_output = kOneTest});
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(builds(), ElementsAre("cmake --build /p/build -j 3 --target a_target"));
  EXPECT_THAT(observer_.notices, Contains("building a_target in /p/build"));
  EXPECT_THAT(observer_.notices, Contains(HasSubstr("built 1 test binary ")));
}

TEST_F(DiscoverChosenTest, BuildsEverythingWhereThatMayNotDo) {
  options_.asks = [](std::string_view artifact) { return artifact != "b_test"; };
  host_.answer("ctest", {.standard_output = kOneTest});
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(builds(), ElementsAre("cmake --build /p/build -j 3 --target a_target", "cmake --build /p/build -j 3"));
}

TEST_F(DiscoverChosenTest, WhatWasNotToBeBuiltIsNotMissed) {
  host_.answer("ctest", {.standard_output = R"({"version": {"major": 1}, "tests": [
      {"name": "a", "command": ["/p/build/a_test"]}, {"name": "b_target_NOT_BUILT"}]})"});
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(builds().size(), 1u);
  EXPECT_THAT(observer_.notices, Not(Contains(HasSubstr("not built"))));
}

TEST(DiscoverMeson, BuildsThenReadsWhatMesonWroteDown) {
  FakeHost host;
  FakeClock clock;
  RecordingObserver observer;
  host.add("/p/meson.build");
  host.add("/p/out/meson-info/meson-info.json", R"({"directories": {"source": "/p"}})");
  host.add("/p/other/meson-info/meson-info.json", R"({"directories": {"source": "/elsewhere"}})");
  host.add("/p/out/meson-info/intro-tests.json", R"([{"name": "a", "cmd": ["/p/out/a_test", "-v"], "workdir": null},
                                                      {"name": "late", "cmd": ["/p/out/late_test"]}])");
  host.add("/p/out/a_test");
  host.answer("meson compile -C /p/out -j 3", HostCommandResult{});
  const auto found = discover(host, clock, {.project = "/p", .jobs = 3}, observer);
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(found->build_directory, "/p/out");
  ASSERT_EQ(found->binaries.size(), 1u);
  EXPECT_EQ(found->binaries[0].artifact.program, "/p/out/a_test");
  EXPECT_EQ(found->binaries[0].artifact.working_directory, "/p/out");
  EXPECT_EQ(found->binaries[0].artifact.declared_by, "Meson");
  EXPECT_THAT(observer.notices,
              Contains(HasSubstr("none of its tests can run: late; build it: meson compile -C /p/out late")));
}

class DiscoverMesonTest : public ::testing::Test {
 protected:
  DiscoverMesonTest() {
    host_.add("/p/meson.build");
    host_.add("/p/out/meson-info/meson-info.json", R"({"directories": {"source": "/p"}})");
    host_.add("/p/out/meson-info/intro-tests.json", R"([
        {"name": "a", "cmd": ["/p/out/a_test"], "depends": ["a@exe", "data@cus"]},
        {"name": "b", "cmd": ["/p/out/sub/b_test"], "depends": ["b@exe"]},
        {"name": "script", "cmd": ["/bin/sh", "-c", "true"], "depends": ["outside"]}])");
    host_.add("/p/out/meson-info/intro-targets.json", R"([
        {"id": "a@exe", "filename": ["/p/out/a_test"]}, {"id": "b@exe", "filename": ["/p/out/sub/b_test"]},
        {"id": "data@cus", "filename": ["/p/out/it's here.txt"]}, {"id": "outside", "filename": ["/elsewhere/x"]}])");
    host_.add("/bin/sh");
  }
  Result<Discovered> ask_for(const std::string& name) {
    const AsksFor asks = [name](std::string_view artifact) { return artifact == name; };
    return discover(host_, clock_, {.project = "/p", .jobs = 3, .asks = asks}, observer_);
  }
  // What Meson was told to build, of each time.
  std::vector<std::string> builds() {
    const std::string begin = "meson compile -C /p/out -j 3 --ninja-args=";
    std::vector<std::string> all;
    for (const std::string& command : host_.ran()) {
      if (command.starts_with(begin)) all.push_back(command.substr(begin.size()));
    }
    return all;
  }
  std::vector<std::string> programs(const Discovered& found) {
    std::vector<std::string> all;
    for (const TestBinary& binary : found.binaries) all.push_back(binary.artifact.program);
    return all;
  }

  FakeHost host_;
  FakeClock clock_;
  RecordingObserver observer_;
};

TEST_F(DiscoverMesonTest, BuildsWhatTheTestsAskedForDependOn) {
  host_.add("/p/out/a_test");
  host_.answer("meson compile", HostCommandResult{});
  const auto found = ask_for("a_test");
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_THAT(builds(), ElementsAre(R"(['a_test', 'it\'s here.txt'])"));
  EXPECT_THAT(programs(*found), ElementsAre("/p/out/a_test", "/bin/sh"));
  EXPECT_THAT(observer_.notices, Contains(HasSubstr("built 1 test binary")));
  EXPECT_THAT(observer_.notices, Not(Contains(HasSubstr("not built"))));
}

TEST_F(DiscoverMesonTest, OfATestThatIsAskedForItIsSaidThatItIsNotThere) {
  host_.answer("meson compile", HostCommandResult{});
  const auto found = ask_for("a_test");
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_THAT(programs(*found), ElementsAre("/bin/sh"));
  EXPECT_THAT(observer_.notices, Contains(HasSubstr("none of its tests can run: a;")));
}

TEST_F(DiscoverMesonTest, BuildsEverythingForWhatDependsOnNothingThatIsBuilt) {
  host_.add("/p/out/a_test");
  host_.add("/p/out/sub/b_test");
  host_.answer("meson compile", HostCommandResult{});
  for (const char* name : {"sh", "no_such_test"}) ASSERT_TRUE(ask_for(name));
  EXPECT_THAT(builds(), ElementsAre("all,meson-test-prereq", "all,meson-test-prereq"));
}

// The build configures the project again, and Meson tells of another file.
TEST_F(DiscoverMesonTest, AFileThatIsNoMoreIsNotAskedForAgain) {
  host_.add("/p/out/a_test");
  host_.answer("meson compile -C /p/out -j 3 --ninja-args=['a_test', 'it\\'s here.txt']", [this] {
    host_.add("/p/out/meson-info/intro-tests.json", R"([
        {"name": "a", "cmd": ["/p/out/a_test"], "depends": ["a@exe"]},
        {"name": "b", "cmd": ["/p/out/sub/b_test"], "depends": ["b@exe"]}])");
    return HostCommandResult{.exit_code = 1, .standard_error = "ninja: error: unknown target"};
  });
  host_.answer("meson compile", HostCommandResult{});
  const auto found = ask_for("a_test");
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_THAT(builds(), ElementsAre(_, "['a_test']"));
}

TEST(DiscoverMeson, ConfiguresWhereNothingIsAndCMakeComesFirst) {
  FakeHost host;
  FakeClock clock;
  RecordingObserver observer;
  host.add("/p/meson.build");
  host.answer("meson setup /p/build/maelstrom /p", {.exit_code = 1, .standard_output = "meson.build:3: ERROR: oh"});
  const auto failed = discover(host, clock, {.project = "/p"}, observer);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr("meson.build:3: ERROR: oh"));
  host.add("/p/CMakeLists.txt");
  static_cast<void>(discover(host, clock, {.project = "/p"}, observer));
  EXPECT_EQ(host.ran().back(), "cmake -S /p -B /p/build/maelstrom");
}

TEST_F(DiscoverTest, ABuildThatFailsShowsWhatItSaid) {
  configured();
  host_.answer("cmake --build",
               {.exit_code = 2, .standard_output = "a_test.cc:7: error: oh", .standard_error = "ninja"});
  auto found = run();
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(found.error().message(), HasSubstr("a_test.cc:7: error: oh\nninja"));
  EXPECT_THAT(found.error().message(), HasSubstr("cmake --build /p/build -j 3"));
}

TEST_F(DiscoverTest, NoBuildAsksOnly) {
  configured();
  options_.building = Building::kSkipped;
  host_.answer("ctest", {.standard_output = kOneTest});
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(host_.ran(), ElementsAre("ctest --show-only=json-v1"));
}

TEST_F(DiscoverTest, AProjectThatWasNeverConfiguredIsConfigured) {
  host_.answer("cmake -S /p -B /p/build/maelstrom", [this] {
    host_.add("/p/build/maelstrom/CMakeCache.txt", "CMAKE_HOME_DIRECTORY:INTERNAL=/p\n");
    return HostCommandResult{};
  });
  host_.answer("cmake --build /p/build/maelstrom", HostCommandResult{});
  host_.answer("ctest", {.standard_output = kOneTest});
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(observer_.notices, Contains(HasSubstr("configuring /p/build/maelstrom")));
}

TEST_F(DiscoverTest, SeveralConfigurationsAreBuiltAndAskedAlike) {
  configured("CMAKE_CONFIGURATION_TYPES:STRING=Debug;Release\n");
  host_.answer("cmake", HostCommandResult{});
  host_.answer("ctest", {.standard_output = kOneTest});
  ASSERT_TRUE(run().has_value());
  options_.configuration = "Release";
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(host_.ran(),
              ElementsAre("cmake --build /p/build -j 3 --config Debug", "ctest --show-only=json-v1 -C Debug",
                          "cmake --build /p/build -j 3 --config Release", "ctest --show-only=json-v1 -C Release"));
}

TEST_F(DiscoverTest, WhatIsNotBuiltIsSaidAndIsAnErrorIfNothingElseIsThere) {
  configured();
  options_.building = Building::kSkipped;
  host_.answer("ctest", {.standard_output = R"({"version": {"major": 1}, "tests": [{"name": "a_test_NOT_BUILT"}]})"});
  auto found = run();
  ASSERT_FALSE(found.has_value());
  EXPECT_THAT(found.error().message(), HasSubstr("none of its tests can run: a_test; leave --no-build away"));
}

TEST_F(DiscoverTest, ADirectoryThatIsNoBuildAndAProjectWithoutTestsSayWhatToDo) {
  options_.build_directory = "/p/src";
  auto wrong = run();
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message(), HasSubstr("cmake -S /p -B /p/src"));

  options_ = {.project = "/q"};
  auto nothing = run();
  ASSERT_FALSE(nothing.has_value());
  EXPECT_THAT(nothing.error().message(), HasSubstr("--artifact PATH"));
}

TEST_F(DiscoverTest, NamedArtifactsNeedNoCMakeAndReplaceThoseOfTheFile) {
  host_.add("/p/x_test");
  options_.artifacts = {"/p/x_test"};
  options_.artifact_globs = {"nothing*"};
  auto found = run();
  ASSERT_TRUE(found.has_value()) << found.error().message();
  EXPECT_EQ(found->binaries.front().artifact.program, "/p/x_test");
  EXPECT_THAT(host_.ran(), IsEmpty());
}

TEST_F(DiscoverTest, AMissingCMakeIsSaid) {
  configured();
  auto found = run();
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().message(), "cmake is not installed, or not in PATH");
}

}  // namespace
}  // namespace maelstrom::session
