#include "session/meson_model.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// As Meson 1.0.1 writes it.
constexpr std::string_view kTests = R"([
  {"cmd": ["/p/b/t", "a", "b c"], "env": {"K": "v"}, "name": "plain one", "workdir": "/p", "timeout": 7,
   "suite": ["demo:net", "demo:slow"], "is_parallel": true, "priority": 0, "protocol": "exitcode", "depends": ["t@exe"]},
  {"cmd": ["/p/tap.sh"], "env": {}, "name": "tap", "workdir": null, "timeout": 0, "suite": ["demo"],
   "is_parallel": false, "priority": 5, "protocol": "tap", "depends": []}])";

TEST(MesonModel, ReadsWhatATestIs) {
  const auto tests = parse_meson_tests(kTests, "/p/b", {});
  ASSERT_TRUE(tests);
  ASSERT_THAT(*tests, SizeIs(2));
  const CtestTest& plain = (*tests)[0];
  EXPECT_EQ(plain.name, "plain one");
  EXPECT_THAT(plain.command, ElementsAre("/p/b/t", "a", "b c"));
  EXPECT_EQ(plain.environment, (Environment{{"K", "v"}}));
  EXPECT_EQ(plain.working_directory, "/p");
  EXPECT_EQ(plain.timeout, std::chrono::seconds(7));
  EXPECT_THAT(plain.labels, ElementsAre("net", "slow"));
  EXPECT_FALSE(plain.needs.alone);
  EXPECT_EQ(plain.rank, 0);
  EXPECT_FALSE(plain.rules.concern_the_whole());
  const CtestTest& tap = (*tests)[1];
  EXPECT_EQ(tap.working_directory, "/p/b");
  EXPECT_EQ(tap.timeout, std::chrono::seconds(0));
  EXPECT_TRUE(tap.needs.alone);
  EXPECT_EQ(tap.rank, 5);
  EXPECT_TRUE(tap.rules.concern_the_whole());
  EXPECT_THAT(tap.labels, IsEmpty());
}

TEST(MesonModel, WhatATestDependsOnComesAlong) {
  const MesonTargets targets = parse_meson_targets(R"([{"id": "t@exe", "filename": ["/p/b/t"]},
                                                      {"id": "u@cus", "filename": ["/p/b/u"]}, 3, {"id": 4}])");
  const auto tests = parse_meson_tests(kTests, "/p/b", targets);
  ASSERT_TRUE(tests);
  EXPECT_THAT((*tests)[0].files, ElementsAre("/p/b/t"));
  EXPECT_THAT((*tests)[1].files, IsEmpty());
  EXPECT_THAT(parse_meson_targets("{}"), IsEmpty());
}

TEST(MesonModel, ItsProtocolDecides) {
  const auto protocol = [](const std::string& name) {
    return parse_meson_tests(R"([{"name": "a", "protocol": ")" + name + "\"}]", "/p/b", {}).value()[0].rules.protocol;
  };
  EXPECT_EQ(protocol("exitcode"), frameworks::Protocol::kMesonExitCode);
  EXPECT_EQ(protocol("gtest"), frameworks::Protocol::kMesonExitCode);
  EXPECT_EQ(protocol("tap"), frameworks::Protocol::kMesonTap);
  EXPECT_EQ(protocol("rust"), frameworks::Protocol::kMesonRust);
}

TEST(MesonModel, WhatIsNoListIsAnError) {
  EXPECT_FALSE(parse_meson_tests("{}", "/p/b", {}));
  EXPECT_FALSE(parse_meson_tests("", "/p/b", {}));
  EXPECT_THAT(parse_meson_tests(R"([1, {"name": 3, "env": [], "timeout": "x"}])", "/p/b", {}).value(), SizeIs(1));
}

}  // namespace
}  // namespace maelstrom::session
