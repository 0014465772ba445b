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
  const auto tests = parse_meson_tests(kTests, "/p/b");
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
  EXPECT_EQ(plain.rules.skip_return_code, 77);
  EXPECT_FALSE(plain.rules.concern_the_whole());
  const CtestTest& tap = (*tests)[1];
  EXPECT_EQ(tap.working_directory, "/p/b");
  EXPECT_EQ(tap.timeout, std::chrono::seconds(0));
  EXPECT_TRUE(tap.needs.alone);
  EXPECT_THAT(tap.labels, IsEmpty());
}

TEST(MesonModel, TestAnythingProtocolDecidesByItsLines) {
  const CtestTest tap = parse_meson_tests(kTests, "/p/b").value()[1];
  const auto outcome = [&](std::string written) {
    const JobResult result{.termination = Exited{0}, .standard_output = {.head = std::move(written)}};
    return frameworks::judge_plain(tap.rules, result).outcome;
  };
  EXPECT_EQ(outcome("1..2\nok 1 - a\nok 2\n"), Outcome::kPassed);
  EXPECT_EQ(outcome("1..2\nok 1\nnot ok 2 - b\n"), Outcome::kFailed);
  EXPECT_EQ(outcome("not ok 1"), Outcome::kFailed);
  EXPECT_EQ(outcome("1..1\nnot ok 1 - b # TODO some day\n"), Outcome::kPassed);
  EXPECT_EQ(outcome("1..2\nok 1\nBail out! no disk\n"), Outcome::kFailed);
  EXPECT_EQ(outcome("1..0 # SKIP no such hardware\n"), Outcome::kSkipped);
}

TEST(MesonModel, WhatIsNoListIsAnError) {
  EXPECT_FALSE(parse_meson_tests("{}", "/p/b"));
  EXPECT_FALSE(parse_meson_tests("", "/p/b"));
  EXPECT_THAT(parse_meson_tests(R"([1, {"name": 3, "env": [], "timeout": "x"}])", "/p/b").value(), SizeIs(1));
}

}  // namespace
}  // namespace maelstrom::session
