#include "frameworks/plain_rules.h"

#include <gmock/gmock.h>

#include <csignal>

namespace maelstrom::frameworks {
namespace {

using ::testing::HasSubstr;

JobResult exited(int code, std::string output = "", std::string error = "") {
  return {.termination = Exited{code},
          .standard_output = {.head = std::move(output)},
          .standard_error = {.head = std::move(error)}};
}

Outcome outcome(const PlainRules& rules, const JobResult& result) { return judge_plain(rules, result).outcome; }

TEST(PlainRules, WithoutThemTheExitCodeDecides) {
  EXPECT_EQ(outcome({}, exited(0)), Outcome::kPassed);
  EXPECT_EQ(outcome({}, exited(1)), Outcome::kFailed);
}

TEST(PlainRules, WhatWillFailPassesIfItFails) {
  EXPECT_EQ(outcome({.will_fail = true}, exited(3)), Outcome::kPassed);
  EXPECT_THAT(judge_plain({.will_fail = true}, exited(0)).message, HasSubstr("WILL_FAIL"));
  EXPECT_EQ(outcome({.will_fail = true}, {.termination = Signaled{SIGSEGV}}), Outcome::kFailed);
  EXPECT_EQ(outcome({.will_fail = true}, {.termination = TimedOut{}}), Outcome::kTimedOut);
}

TEST(PlainRules, AMatchDecidesInPlaceOfTheExitCode) {
  const PlainRules rules{.pass_regular_expression = {"never", "all [0-9]+ good"}};
  EXPECT_EQ(outcome(rules, exited(9, "all 12 good\n")), Outcome::kPassed);
  EXPECT_EQ(outcome(rules, exited(0, "", "all 12 good")), Outcome::kPassed);
  const Verdict verdict = judge_plain(rules, exited(0, "bad"));
  EXPECT_EQ(verdict.outcome, Outcome::kFailed);
  EXPECT_THAT(verdict.message, HasSubstr(R"("never", "all [0-9]+ good")"));
}

TEST(PlainRules, AMatchThatFailsIsStrongerThanOneThatPasses) {
  const PlainRules rules{.pass_regular_expression = {"good"}, .fail_regular_expression = {"bad"}};
  EXPECT_EQ(outcome(rules, exited(0, "good")), Outcome::kPassed);
  EXPECT_EQ(outcome(rules, exited(0, "good and bad")), Outcome::kFailed);
  EXPECT_EQ(outcome({.fail_regular_expression = {"bad"}}, exited(4, "good")), Outcome::kFailed);
  EXPECT_EQ(outcome({.fail_regular_expression = {"bad"}, .will_fail = true}, exited(0, "bad")), Outcome::kPassed);
}

TEST(PlainRules, ASkipIsStrongerThanBoth) {
  const PlainRules rules{.fail_regular_expression = {"bad"},
                         .skip_regular_expression = {"no network"},
                         .skip_return_code = 77,
                         .will_fail = true};
  EXPECT_EQ(outcome(rules, exited(77, "bad")), Outcome::kSkipped);
  EXPECT_EQ(outcome(rules, exited(0, "bad: no network")), Outcome::kSkipped);
  EXPECT_EQ(outcome({.skip_return_code = 0}, exited(0)), Outcome::kSkipped);
  EXPECT_EQ(outcome({.skip_regular_expression = {"x"}}, {.termination = Signaled{6}, .standard_output = {.head = "x"}}),
            Outcome::kFailed);
}

TEST(PlainRules, LinesAreWhatCTestMakesOfThem) {
  const JobResult result = exited(0, std::string("one\r\ntwo\0three", 14), "four\n");
  EXPECT_EQ(outcome({.pass_regular_expression = {"^one\ntwo\nthree\nfour\n$"}}, result), Outcome::kPassed);
}

TEST(PlainRules, OfAnOutputThatWasNotKeptNothingIsClaimed) {
  JobResult cut = exited(0, "begin");
  cut.standard_output.dropped = 5'000;
  EXPECT_EQ(outcome({.fail_regular_expression = {"bad"}}, cut), Outcome::kInfrastructureError);
  EXPECT_EQ(outcome({.skip_regular_expression = {"begin"}}, cut), Outcome::kSkipped);
  EXPECT_EQ(outcome({.will_fail = false}, cut), Outcome::kPassed);
}

TEST(PlainRules, ALineMustMatchInTimeWhereOneIsWaitedFor) {
  using std::chrono::seconds;
  const PlainRules rules{.timeout_after_match = {"^ready$", "go"}, .timeout_before_match = seconds(3)};
  const auto after = [&](seconds duration, std::string said) {
    JobResult result = exited(0, std::move(said));
    result.duration = duration;
    return outcome(rules, result);
  };
  EXPECT_EQ(after(seconds(2), ""), Outcome::kPassed);
  EXPECT_EQ(after(seconds(4), "not\nready\n"), Outcome::kPassed);
  EXPECT_EQ(after(seconds(4), "already\n"), Outcome::kTimedOut);
  EXPECT_FALSE(rules.concern_the_whole());
}

}  // namespace
}  // namespace maelstrom::frameworks
