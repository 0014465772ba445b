#include "session/case_choice.h"

#include <gmock/gmock.h>

#include <set>

namespace maelstrom::session {
namespace {

using config::Partition;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

std::optional<PastCase> nothing(const CaseId&) { return std::nullopt; }

std::vector<CaseId> cases(std::size_t count) {
  std::vector<CaseId> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({"a_test", "S.Case" + std::to_string(i)});
  return all;
}

TEST(CaseChoice, WithoutRulesTakesAll) {
  CaseChoice choice({}, nothing);
  for (const CaseId& id : cases(5)) EXPECT_TRUE(choice.takes(id));
  EXPECT_FALSE(choice.waits_for_all());
}

TEST(CaseChoice, OnlyThoseThatFailedLast) {
  CaseChoice choice({.failed_only = true}, [](const CaseId& id) -> std::optional<PastCase> {
    if (id.name == "New") return std::nullopt;
    return PastCase{.failed = id.name == "Failed"};
  });
  EXPECT_TRUE(choice.takes({"a", "Failed"}));
  EXPECT_FALSE(choice.takes({"a", "Passed"}));
  EXPECT_FALSE(choice.takes({"a", "New"}));
}

TEST(CaseChoice, EveryCaseIsInExactlyOnePart) {
  for (const auto kind : {Partition::Kind::kHash, Partition::Kind::kSlice}) {
    std::multiset<std::string> taken;
    for (unsigned part = 1; part <= 3; ++part) {
      CaseChoice choice({.partition = Partition{kind, part, 3}}, nothing);
      std::size_t of_part = 0;
      for (const CaseId& id : cases(300)) {
        if (!choice.takes(id)) continue;
        taken.insert(id.name);
        ++of_part;
      }
      EXPECT_GT(of_part, 60U);
    }
    EXPECT_EQ(taken.size(), 300U);
    EXPECT_EQ(std::set(taken.begin(), taken.end()).size(), 300U);
  }
}

TEST(CaseChoice, BySliceThePartsOfAnArtifactDifferByOneAtMost) {
  for (unsigned part = 1; part <= 3; ++part) {
    CaseChoice choice({.partition = Partition{Partition::Kind::kSlice, part, 3}}, nothing);
    std::size_t of_part = 0;
    for (const CaseId& id : cases(10)) of_part += choice.takes(id) ? 1 : 0;
    EXPECT_TRUE(of_part == 3 || of_part == 4) << of_part;
  }
}

TEST(CaseChoice, ByHashACaseStaysInItsPartWhenOthersGo) {
  CaseChoice all({.partition = Partition{Partition::Kind::kHash, 2, 5}}, nothing);
  CaseChoice fewer({.partition = Partition{Partition::Kind::kHash, 2, 5}}, nothing);
  const auto ids = cases(50);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool taken = all.takes(ids[i]);
    if (i % 3 != 0) {
      EXPECT_EQ(fewer.takes(ids[i]), taken);
    }
  }
}

TEST(CaseChoice, ByTimeThePartsTakeAsLong) {
  const auto past = [](const CaseId& id) -> std::optional<PastCase> {
    if (id.name == "Long") return PastCase{.expected = 8s};
    if (id.name == "New") return std::nullopt;
    return PastCase{.expected = 2s};
  };
  const std::vector<CaseId> ids{{"a", "S1"}, {"a", "S2"}, {"a", "Long"}, {"a", "S3"}, {"a", "S4"}, {"a", "New"}};
  const CaseChoice first({.partition = Partition{Partition::Kind::kTime, 1, 2}}, past);
  const CaseChoice second({.partition = Partition{Partition::Kind::kTime, 2, 2}}, past);
  EXPECT_TRUE(first.waits_for_all());
  EXPECT_THAT(first.decide_all(ids), ElementsAre(false, false, true, false, false, true));
  EXPECT_THAT(second.decide_all(ids), ElementsAre(true, true, false, true, true, false));
}

TEST(CaseChoice, WhatTheProjectWishesComesBeforeWhatIsRemembered) {
  using std::chrono::seconds;
  const CaseChoice choice({}, [](const CaseId&) { return PastCase{.expected = seconds(3)}; });
  EXPECT_EQ(choice.priority({}).expected, seconds(3));
  EXPECT_EQ(choice.priority({}).rank, 0);
  const Priority wished = choice.priority({}, {.expected = seconds(9), .rank = -2});
  EXPECT_EQ(wished.expected, seconds(9));
  EXPECT_EQ(wished.rank, -2);
  EXPECT_EQ(wished.band, Band::kProven);
  const CaseChoice shuffled({.shuffle = "1"}, nothing);
  EXPECT_EQ(shuffled.priority({}, {.rank = 7}).rank, shuffled.priority({}).rank);
}

TEST(CaseChoice, AShuffleIsTheSameForItsSeedAndAnotherForAnother) {
  const CaseChoice one({.shuffle = "1"}, nothing);
  const CaseChoice again({.shuffle = "1"}, nothing);
  const CaseChoice other({.shuffle = "2"}, nothing);
  std::size_t equal = 0;
  std::set<int> ranks;
  std::set<int> others;
  for (const CaseId& id : cases(50)) {
    EXPECT_EQ(one.priority(id).rank, again.priority(id).rank);
    equal += one.priority(id).rank == other.priority(id).rank ? 1 : 0;
    ranks.insert(one.priority(id).rank);
    others.insert(other.priority(id).rank);
  }
  EXPECT_LT(equal, 5U);
  EXPECT_GT(ranks.size(), 45U);
  EXPECT_GT(others.size(), 45U);
}

}  // namespace
}  // namespace maelstrom::session
