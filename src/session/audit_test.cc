#include "session/audit.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr Isolation kPlain = Isolation::kDefault;
const JobResult kRan{.termination = Exited{0}};
const JobResult kAnswered{.termination = Exited{0}, .cached = EarlierRun{}};

std::size_t sampled(const AuditRules& rules, const JobResult& result) {
  std::size_t count = 0;
  for (int number = 0; number < 1000; ++number) {
    if (audit_of(rules, {"a_test", "S." + std::to_string(number)}, {}, result, kPlain)) ++count;
  }
  return count;
}

TEST(Audit, TakesAsManyCasesAsIsAsked) {
  EXPECT_EQ(sampled({.cache = 0, .isolation = 0}, kAnswered), 0U);
  EXPECT_EQ(sampled({.cache = 100}, kAnswered), 1000U);
  EXPECT_EQ(sampled({.isolation = 100}, kRan), 1000U);
  EXPECT_NEAR(static_cast<double>(sampled({.cache = 10}, kAnswered)), 100, 40);
}

TEST(Audit, AnotherRunTakesOthers) {
  const auto taken = [](const std::string& seed) {
    std::string names;
    for (char name = 'a'; name <= 'z'; ++name) {
      if (audit_of({.isolation = 50, .seed = seed}, {"t", {name}}, {}, kRan, kPlain)) names += name;
    }
    return names;
  };
  EXPECT_EQ(taken("one"), taken("one"));
  EXPECT_NE(taken("one"), taken("two"));
}

TEST(Audit, TheCacheIsAuditedWhereItAnswered) {
  const AuditRules cache{.cache = 100};
  EXPECT_EQ(audit_of(cache, {}, {}, kAnswered, kPlain), AuditKind::kCache);
  EXPECT_EQ(audit_of(cache, {}, {}, kRan, kPlain), std::nullopt);
}

TEST(Audit, TheIsolationIsAuditedWhereItIsNotStrictAlready) {
  const AuditRules isolation{.isolation = 100};
  EXPECT_EQ(audit_of(isolation, {}, {}, kAnswered, kPlain), AuditKind::kIsolation);
  EXPECT_EQ(audit_of(isolation, {}, {}, kRan, Isolation::kStrict), std::nullopt);
}

TEST(Audit, WhatWasCutShortCannotBeCompared) {
  const AuditRules all{.cache = 100, .isolation = 100};
  for (const Outcome outcome : {Outcome::kTimedOut, Outcome::kInfrastructureError, Outcome::kLeaked}) {
    EXPECT_EQ(audit_of(all, {}, {.outcome = outcome}, kRan, kPlain), std::nullopt) << outcome_name(outcome);
  }
  EXPECT_TRUE(audit_of(all, {}, {.outcome = Outcome::kFailed}, kRan, kPlain));
}

TEST(Audit, NoEarlierResultAnswersForTheSecondRun) {
  const Job job = audit_job({.program = "/test"}, AuditKind::kCache);
  EXPECT_TRUE(job.fresh);
  EXPECT_EQ(job.container.isolation, Isolation::kDefault);
  EXPECT_EQ(audit_job({.program = "/test"}, AuditKind::kIsolation).container.isolation, Isolation::kStrict);
}

TEST(Audit, TwoRunsThatAgreeAreTheSecond) {
  const Verdict verdict = audited({.message = "first"}, {.message = "second"}, AuditKind::kCache);
  EXPECT_EQ(verdict.outcome, Outcome::kPassed);
  EXPECT_EQ(verdict.message, "second");
}

TEST(Audit, TwoRunsThatDifferAreAFailureThatNamesBoth) {
  const Verdict broken{.outcome = Outcome::kFailed, .message = "1 != 2", .file = "a.cc", .line = 7};
  const Verdict later = audited({}, broken, AuditKind::kCache);
  EXPECT_EQ(later.outcome, Outcome::kFailed);
  EXPECT_THAT(later.message, AllOf(HasSubstr("it passed in an earlier run, but failed when it ran again"),
                                   HasSubstr("failed: 1 != 2")));
  EXPECT_EQ(later.file, "a.cc");
  EXPECT_EQ(later.line, 7);
  const Verdict earlier = audited(broken, {}, AuditKind::kIsolation);
  EXPECT_EQ(earlier.outcome, Outcome::kFailed);
  EXPECT_THAT(earlier.message, AllOf(HasSubstr("it failed"), HasSubstr("but passed with isolation = \"strict\"")));
  EXPECT_EQ(earlier.line, 7);
}

}  // namespace
}  // namespace maelstrom::session
