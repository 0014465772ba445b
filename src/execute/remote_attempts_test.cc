#include "execute/remote_attempts.h"

#include <gmock/gmock.h>

#include <set>
#include <vector>

namespace maelstrom::execute {
namespace {

using reapi::RpcCode;
using std::chrono::milliseconds;

constexpr RetryRules kRules{.first = milliseconds(100), .longest = milliseconds(1000), .attempts = 6, .doubtful = 3};

std::vector<Verdict> verdicts(RpcCode code, Whose whose, int count) {
  Attempts attempts;
  std::vector<Verdict> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) all.push_back(attempts.judge(kRules, {{code, "as told"}, {}}, whose));
  return all;
}

TEST(Attempts, WhatMayPassIsTriedWithBound) {
  using enum Verdict;
  using ::testing::ElementsAre;
  EXPECT_THAT(verdicts(RpcCode::kUnavailable, Whose::kCall, 6),
              ElementsAre(kAgain, kAgain, kAgain, kAgain, kAgain, kLost));
  EXPECT_THAT(verdicts(RpcCode::kUnavailable, Whose::kAction, 6),
              ElementsAre(kAgain, kAgain, kAgain, kAgain, kAgain, kNoMore));
  EXPECT_THAT(verdicts(RpcCode::kInternal, Whose::kAction, 3), ElementsAre(kAgain, kAgain, kNoMore));
  EXPECT_THAT(verdicts(RpcCode::kFailedPrecondition, Whose::kCall, 3), ElementsAre(kAgain, kAgain, kLost))
      << "no workers";
  EXPECT_THAT(verdicts(RpcCode::kInvalidArgument, Whose::kCall, 1), ElementsAre(kNoMore));
  EXPECT_THAT(verdicts(RpcCode::kUnauthenticated, Whose::kCall, 1), ElementsAre(kLost));
}

TEST(Attempts, TheWaitGrowsToItsBoundAndDiffersBetweenJobs) {
  Attempts attempts;
  milliseconds before(0);
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(attempts.judge(kRules, {{RpcCode::kUnavailable, ""}, {}}, Whose::kCall));
    const milliseconds whole = std::min(kRules.first * (1 << i), kRules.longest);
    std::set<milliseconds> all;
    for (JobId id = 0; id < 50; ++id) all.insert(attempts.delay(kRules, id));
    EXPECT_GE(*all.begin(), whole / 2);
    EXPECT_LE(*all.rbegin(), whole);
    EXPECT_GT(all.size(), 20U);
    EXPECT_GE(*all.rbegin(), before);
    before = *all.rbegin();
  }
}

}  // namespace
}  // namespace maelstrom::execute
