#include "frameworks/meson_rules.h"

#include <gmock/gmock.h>

#include <csignal>

namespace maelstrom::frameworks {
namespace {

using ::testing::HasSubstr;

JobResult exited(int code, std::string output = "") {
  return {.termination = Exited{code}, .standard_output = {.head = std::move(output)}};
}

struct Expected {
  JobResult result;
  Outcome usual;
  Outcome should_fail;
};

void expect(Protocol protocol, const std::vector<Expected>& all) {
  for (const Expected& one : all) {
    const std::string& output = one.result.standard_output.head;
    EXPECT_EQ(judge_plain({.protocol = protocol}, one.result).outcome, one.usual) << output;
    EXPECT_EQ(judge_plain({.will_fail = true, .protocol = protocol}, one.result).outcome, one.should_fail) << output;
  }
}

constexpr auto kPassed = Outcome::kPassed;
constexpr auto kFailed = Outcome::kFailed;
constexpr auto kSkipped = Outcome::kSkipped;

// What `meson test` 1.0.1 makes of the same programs.
TEST(MesonRules, TheExitCodeDecides) {
  expect(Protocol::kMesonExitCode, {{exited(0), kPassed, kFailed},
                                    {exited(1), kFailed, kPassed},
                                    {exited(77), kSkipped, kSkipped},
                                    {exited(99), kFailed, kFailed},
                                    {exited(139), kFailed, kPassed},
                                    {{.termination = Signaled{SIGSEGV}}, kFailed, kPassed},
                                    {{.termination = TimedOut{}}, Outcome::kTimedOut, Outcome::kTimedOut}});
  EXPECT_THAT(judge_plain({.will_fail = true, .protocol = Protocol::kMesonExitCode}, exited(0)).message,
              HasSubstr("should_fail"));
}

TEST(MesonRules, LinesOfTheTestAnythingProtocolDecide) {
  expect(Protocol::kMesonTap, {{exited(0, "1..1\nok 1\n"), kPassed, kFailed},
                               {exited(0, "1..1\nnot ok 1\n"), kFailed, kPassed},
                               {exited(0, "1..1\nnot ok 1 # TODO x\n"), kPassed, kFailed},
                               {exited(0, "1..0 # SKIP no\n"), kSkipped, kSkipped},
                               {exited(0, "1..1\nok 1 # SKIP\n"), kSkipped, kSkipped},
                               {exited(0), kSkipped, kSkipped},
                               {exited(0, "1..3\nok 1\n"), kFailed, kFailed},
                               {exited(0, "1..2\nok 1\nBail out! x\n"), kFailed, kFailed},
                               {exited(0, "Bail out! x\n"), kFailed, kFailed},
                               {exited(1, "1..1\nok 1\n"), kFailed, kFailed},
                               {exited(77, "1..1\nok 1\n"), kFailed, kFailed},
                               {{.termination = Signaled{SIGSEGV}}, kFailed, kFailed}});
  EXPECT_EQ(judge_plain({.protocol = Protocol::kMesonTap}, exited(0, "not ok 1 - a\nok 2\nnot ok 3\n")).message,
            "not ok 1 - a (the first of 2)");
  JobResult cut = exited(0, "1..1\nok 1\n");
  cut.standard_output.dropped = 5'000;
  EXPECT_EQ(judge_plain({.protocol = Protocol::kMesonTap}, cut).outcome, Outcome::kInfrastructureError);
}

TEST(MesonRules, LinesOfRustsTestsDecide) {
  expect(Protocol::kMesonRust,
         {{exited(0, "test a::b ... ok\n"), kPassed, kFailed},
          {exited(101, "test a ... ok\ntest b ... FAILED\n\ntest result: FAILED.\n"), kFailed, kPassed},
          {exited(0, "test a ... ignored\n"), kSkipped, kSkipped},
          {exited(0, "test result: ok.\n"), kSkipped, kSkipped},
          {exited(0, "test a ... odd\n"), kFailed, kFailed},
          {exited(1, "test a ... ok\n"), kFailed, kFailed},
          {{.termination = Signaled{SIGSEGV}}, kFailed, kFailed}});
}

}  // namespace
}  // namespace maelstrom::frameworks
