#include "report/github_reporter.h"

#include <gmock/gmock.h>

namespace maelstrom::report {
namespace {

std::string written(const std::vector<CaseResult>& results) {
  std::string text;
  GithubReporter reporter([&](std::string_view line) {
    text += line;
    return Status();
  });
  for (const CaseResult& result : results) reporter.on(result);
  return text;
}

CaseResult ended(std::string name, Verdict verdict) {
  return {.framework = "gtest", .id = {"a_test", std::move(name)}, .verdict = std::move(verdict)};
}

TEST(GithubReporter, AFailureHasItsPlaceItsCaseAndItsMessage) {
  EXPECT_EQ(written({ended("S.One", {Outcome::kFailed, "Expected 1", "tests/a_test.cc", 12})}),
            "::error file=tests/a_test.cc,line=12,title=a_test%3A%3AS.One::Expected 1\n");
}

TEST(GithubReporter, WhatIsNotKnownIsLeftOut) {
  EXPECT_EQ(written({ended("S.One", {Outcome::kTimedOut, "", "", 0})}), "::error title=a_test%3A%3AS.One::timed out\n");
}

TEST(GithubReporter, NothingInANameOrMessageIsReadAsACommand) {
  EXPECT_EQ(written({ended("a,b", {Outcome::kFailed, "50%\r\n::error::no", "a:b,c", 1})}),
            "::error file=a%3Ab%2Cc,line=1,title=a_test%3A%3Aa%2Cb::50%25%0D%0A::error::no\n");
}

TEST(GithubReporter, OnlyWhatSomebodyShouldMendIsTold) {
  EXPECT_EQ(written({ended("a", {Outcome::kPassed}), ended("b", {Outcome::kSkipped}), ended("c", {Outcome::kIgnored}),
                     ended("d", {Outcome::kNotRun})}),
            "");
  EXPECT_EQ(written({ended("a", {Outcome::kFlaky, "passed after failing once"})}),
            "::warning title=a_test%3A%3Aa::passed after failing once\n");
}

TEST(GithubReporter, ACaseThatPassedSlowlyIsAWarning) {
  CaseResult slow = ended("a", {Outcome::kPassed});
  slow.slow = true;
  EXPECT_EQ(written({slow}), "::warning title=a_test%3A%3Aa::slow\n");
}

TEST(GithubReporter, AfterAnErrorNothingIsWritten) {
  int calls = 0;
  GithubReporter reporter([&](std::string_view) {
    ++calls;
    return Status(fail(ErrorCode::kInternal, "full"));
  });
  reporter.on(ended("a", {Outcome::kFailed}));
  reporter.on(ended("b", {Outcome::kFailed}));
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(reporter.status());
}

}  // namespace
}  // namespace maelstrom::report
