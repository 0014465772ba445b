#include "worker/turns.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/fake_clock.h"

namespace maelstrom::worker {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kNone{0};
constexpr milliseconds kPatience{30'000};

class TurnsTest : public ::testing::Test {
 protected:
  void begin(std::size_t slots, std::size_t count) {
    turns_ = std::make_unique<Turns>(slots, count, clock_);
    for (std::size_t i = 0; i < count; ++i) ids.push_back(std::make_unique<Turn>(*turns_));
  }
  // All are heard, and it is known that actions take `usual`.
  void hear_all(std::chrono::seconds usual = std::chrono::seconds(1)) {
    for (const auto& id : ids) id->note_heard();
    EXPECT_TRUE(ids[0]->run(kNone));
    clock_.advance(usual);
    ids[0]->give();
  }
  FakeClock clock_;
  std::unique_ptr<Turns> turns_;
  std::vector<std::unique_ptr<Turn>> ids;
};

TEST_F(TurnsTest, AsManyWaitForWorkAsThereAreSlots) {
  begin(2, 3);
  hear_all();
  EXPECT_TRUE(ids[0]->wait_for_work());
  EXPECT_TRUE(ids[0]->wait_for_work());  // it does already
  EXPECT_TRUE(ids[1]->wait_for_work());
  EXPECT_FALSE(ids[2]->wait_for_work());
  ids[0]->give();
  EXPECT_TRUE(ids[2]->wait_for_work());
}

TEST_F(TurnsTest, ATurnIsClaimedOnlyWhileAllOthersRun) {
  begin(1, 2);
  hear_all();
  EXPECT_FALSE(ids[1]->claim());  // it could wait for work
  ASSERT_TRUE(ids[0]->wait_for_work());
  EXPECT_FALSE(ids[1]->claim());  // the other one would run what comes
  ASSERT_TRUE(ids[0]->run(kNone));
  EXPECT_TRUE(ids[1]->claim());
  EXPECT_FALSE(ids[1]->run(kNone));
  ids[0]->give();
  EXPECT_FALSE(ids[0]->wait_for_work());  // what was claimed is not taken away
  EXPECT_TRUE(ids[1]->run(kNone));
  EXPECT_TRUE(ids[0]->claim());
}

TEST_F(TurnsTest, AClaimThatIsGivenUpLeavesTheTurnToOthers) {
  begin(1, 2);
  hear_all();
  ASSERT_TRUE(ids[0]->wait_for_work() && ids[0]->run(kNone) && ids[1]->claim());
  ids[1]->give();
  ids[0]->give();
  EXPECT_TRUE(ids[0]->wait_for_work());
}

TEST_F(TurnsTest, WhatRanBeforeARestartComesFirst) {
  begin(1, 2);
  ids[0]->note_heard();
  EXPECT_FALSE(ids[0]->wait_for_work());  // the other one may still have an action
  EXPECT_FALSE(ids[0]->claim());
  ids[1]->reserve();
  ids[1]->note_heard();
  EXPECT_FALSE(ids[0]->wait_for_work());
  EXPECT_TRUE(ids[1]->run(kNone));
  EXPECT_FALSE(ids[0]->wait_for_work());
  ids[1]->give();
  EXPECT_TRUE(ids[0]->wait_for_work());
}

TEST_F(TurnsTest, NothingIsClaimedWhereItMayBeLongUntilATurnIsFree) {
  begin(1, 2);
  hear_all(std::chrono::seconds(10));
  ASSERT_TRUE(ids[0]->run(kNone));
  EXPECT_FALSE(ids[1]->claim());  // actions usually take long
  for (int i = 0; i < 30; ++i) {
    ids[0]->give();
    ASSERT_TRUE(ids[0]->run(kNone));
    clock_.advance(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(ids[1]->claim());
  ids[1]->give();
  clock_.advance(std::chrono::seconds(3));
  EXPECT_FALSE(ids[1]->claim());  // this one does, and all others of now
}

TEST_F(TurnsTest, OnlyShortActionsStandInLine) {
  begin(1, 3);
  hear_all();
  ASSERT_TRUE(ids[0]->run(kNone));
  EXPECT_TRUE(ids[1]->claim());
  EXPECT_FALSE(ids[2]->claim());
  ids[1]->give();
  for (int i = 0; i < 60; ++i) {
    ids[0]->give();
    ASSERT_TRUE(ids[0]->run(kNone));
    clock_.advance(std::chrono::milliseconds(1));
  }
  EXPECT_TRUE(ids[1]->claim());
  EXPECT_TRUE(ids[2]->claim());
}

TEST_F(TurnsTest, NothingIsClaimedBeforeAnActionHasEnded) {
  begin(1, 2);
  for (const auto& id : ids) id->note_heard();
  ASSERT_TRUE(ids[0]->run(kNone));
  EXPECT_FALSE(ids[1]->claim());
}

TEST_F(TurnsTest, WhoEndsGivesBackWhatItHasAndIsNotWaitedFor) {
  begin(1, 2);
  ids[0]->note_heard();
  ASSERT_TRUE(ids[1]->run(kNone));
  ids.pop_back();
  EXPECT_TRUE(ids[0]->wait_for_work());
}

TEST_F(TurnsTest, WaitingEndsWhenATurnIsFree) {
  begin(1, 3);
  hear_all();
  ASSERT_TRUE(ids[0]->wait_for_work() && ids[0]->run(kNone) && ids[1]->claim());
  std::thread ending([&] { ids[0]->give(); });
  EXPECT_TRUE(ids[1]->run(kPatience));
  ending.join();
  std::thread next([&] { ids[1]->give(); });
  ids[2]->glance(kPatience);
  next.join();
  EXPECT_TRUE(ids[2]->wait_for_work());
}

// As after a call that was given up, whose answer came later.
TEST_F(TurnsTest, WhoHasAnActionRunsItWithTheTurnOfOneThatWaits) {
  begin(1, 3);
  hear_all();
  ASSERT_TRUE(ids[0]->wait_for_work());
  ids[1]->reserve();
  EXPECT_TRUE(ids[1]->run(kNone));
  EXPECT_FALSE(ids[2]->wait_for_work());
  EXPECT_FALSE(ids[2]->claim());  // the first would be given what comes
  ids[1]->give();
  EXPECT_FALSE(ids[2]->wait_for_work());
  EXPECT_TRUE(ids[0]->run(kNone));  // it has its turn back
}

TEST_F(TurnsTest, WhoseTurnIsLentAndHasAnActionWaitsForTheOther) {
  begin(1, 2);
  hear_all();
  ASSERT_TRUE(ids[0]->wait_for_work());
  ids[1]->reserve();
  ASSERT_TRUE(ids[1]->run(kNone));
  EXPECT_FALSE(ids[0]->run(kNone));
  ids[1]->give();
  EXPECT_TRUE(ids[0]->run(kNone));
  ids[0]->give();
  EXPECT_TRUE(ids[1]->wait_for_work());
  EXPECT_FALSE(ids[0]->wait_for_work());
}

TEST_F(TurnsTest, ATurnThatIsLentIsFreeAfterwardsIfNobodyWaitsAnyMore) {
  begin(1, 2);
  hear_all();
  ASSERT_TRUE(ids[0]->wait_for_work());
  ids[1]->reserve();
  ASSERT_TRUE(ids[1]->run(kNone));
  ids[0]->give();
  EXPECT_FALSE(ids[0]->wait_for_work());
  ids[1]->give();
  EXPECT_TRUE(ids[0]->wait_for_work());
  EXPECT_FALSE(ids[1]->wait_for_work());
}

}  // namespace
}  // namespace maelstrom::worker
