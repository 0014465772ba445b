#include "session/job_queue.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JobQueueTest : public ::testing::Test {
 protected:
  void push(const std::string& name, Needs needs, std::chrono::seconds expected = {}) {
    PendingJob job{
        .priority = {.expected = expected}, .make = {}, .started = {}, .ended = {}, .needs = std::move(needs)};
    names_.push_back(name);
    queue_.push({names_.size() - 1, {}, std::make_unique<PendingJob>(std::move(job))});
  }

  // Those that start now, in two slots.
  std::vector<std::string> start(MoreWork more = MoreWork::kNone) {
    std::vector<std::string> names;
    while (auto taken = queue_.take(2, more)) {
      names.push_back(names_[taken->sequence]);
      running_[names.back()] = taken->job->needs;
    }
    return names;
  }
  void end(const std::string& name) {
    queue_.give_back(running_.at(name));
    running_.erase(name);
  }

  JobQueue queue_;
  std::vector<std::string> names_;
  std::map<std::string, Needs> running_;
};

TEST_F(JobQueueTest, AJobThatNeedsMoreSlotsWaitsForThemAndIsNotOvertaken) {
  push("one", {});
  push("wide", {.slots = 8});
  push("two", {});
  EXPECT_THAT(start(), ElementsAre("one"));
  end("one");
  EXPECT_THAT(start(), ElementsAre("wide"));
  end("wide");
  EXPECT_THAT(start(), ElementsAre("two"));
}

TEST_F(JobQueueTest, OnlyWhatWaitsForASlotAndNothingElseIsTakenAhead) {
  const auto ahead = [this] { return queue_.take_ahead(2, 1).has_value(); };
  push("one", {});
  EXPECT_FALSE(ahead()) << "slots are free";
  push("two", {});
  EXPECT_THAT(start(), ElementsAre("one", "two"));
  push("wide", {.slots = 2});
  push("three", {});
  push("locked", {.locks = {"a"}});
  push("four", {});
  push("alone", {.alone = true});
  EXPECT_FALSE(ahead()) << "more than a slot";
  end("one");
  end("two");
  EXPECT_THAT(start(), ElementsAre("wide"));
  EXPECT_FALSE(ahead()) << "a slot is kept free";
  end("wide");
  EXPECT_THAT(start(), ElementsAre("three", "locked"));
  EXPECT_TRUE(ahead());
  push("five", {});
  EXPECT_FALSE(ahead()) << "there is one already";
  end("three");
  queue_.begin_ahead();
  EXPECT_THAT(start(), IsEmpty()) << "four has the slot";
  push("locked too", {.locks = {"b"}}, std::chrono::seconds(9));
  EXPECT_FALSE(ahead()) << "it needs a lock";
  end("locked");
  EXPECT_THAT(start(), ElementsAre("locked too"));
  EXPECT_TRUE(ahead());
  end("locked too");
  queue_.give_back(Needs{});  // of four
  EXPECT_THAT(start(), IsEmpty()) << "five may begin at any time";
  queue_.give_back_ahead();
  EXPECT_THAT(start(), ElementsAre("alone"));
  push("six", {});
  EXPECT_FALSE(ahead());
}

TEST_F(JobQueueTest, NoMoreIsTakenThanFitsWhereMorePassForBegunThanThereAreSlots) {
  for (const char* name : {"answered", "too", "first", "second", "third", "fourth", "fifth", "sixth"}) push(name, {});
  const auto ahead = [this] {
    std::size_t count = 0;
    while (queue_.take_ahead(2, 2)) ++count;
    return count;
  };
  EXPECT_THAT(start(), ElementsAre("answered", "too"));
  EXPECT_EQ(ahead(), 2U);  // the first and the second, which really run
  end("answered");
  end("too");
  EXPECT_THAT(start(), ElementsAre("third", "fourth"));  // which wait in truth
  queue_.give_back_ahead();                              // the first has ended
  queue_.begin_ahead();                                  // the second is known to have begun
  EXPECT_EQ(ahead(), 1U) << "three pass for begun, and four may be given";
}

TEST_F(JobQueueTest, TheDeclaredMemoryOfThoseThatRunFitsIntoWhatThereIs) {
  queue_.limit_memory(10);
  push("six", {.memory = 6});
  push("five", {.memory = 5});
  push("none", {});
  push("huge", {.memory = 99});
  EXPECT_THAT(start(), ElementsAre("six"));
  end("six");
  EXPECT_THAT(start(), ElementsAre("five", "none"));
  end("none");
  EXPECT_THAT(start(), IsEmpty());
  end("five");
  EXPECT_THAT(start(), ElementsAre("huge"));
  end("huge");
  EXPECT_TRUE(queue_.empty());
}

TEST_F(JobQueueTest, WithoutALimitOfMemoryAllRun) {
  push("a", {.memory = std::uint64_t{1} << 62});
  push("b", {.memory = std::uint64_t{1} << 62});
  EXPECT_THAT(start(), ElementsAre("a", "b"));
}

TEST_F(JobQueueTest, OfThoseThatNameALockOneRunsAndOthersPassThem) {
  push("a1", {.locks = {"a"}});
  push("a2", {.locks = {"a"}});
  push("free", {});
  EXPECT_THAT(start(), ElementsAre("a1", "free"));
  end("free");
  EXPECT_THAT(start(), IsEmpty());
  EXPECT_FALSE(queue_.empty());
  end("a1");
  EXPECT_THAT(start(), ElementsAre("a2"));
  EXPECT_TRUE(queue_.empty());
}

TEST_F(JobQueueTest, ALockThatIsFreeIsNotKeptByOneThatWaitsForAnother) {
  push("a", {.locks = {"a"}});
  push("ab1", {.locks = {"a", "b"}});
  push("ab2", {.locks = {"b", "a"}});
  push("b", {.locks = {"b"}});
  EXPECT_THAT(start(), ElementsAre("a", "b"));
  end("b");
  EXPECT_THAT(start(), IsEmpty());
  end("a");
  EXPECT_THAT(start(), ElementsAre("ab1"));
  end("ab1");
  EXPECT_THAT(start(), ElementsAre("ab2"));
}

TEST_F(JobQueueTest, TheOneThatIsExpectedToTakeLongestGetsTheLockFirst) {
  push("first", {.locks = {"a"}});
  EXPECT_THAT(start(), ElementsAre("first"));
  push("short", {.locks = {"a"}}, std::chrono::seconds(1));
  push("long", {.locks = {"a"}}, std::chrono::seconds(100));
  EXPECT_THAT(start(), IsEmpty());
  end("first");
  EXPECT_THAT(start(), ElementsAre("long"));
}

TEST_F(JobQueueTest, WhatWantsToBeAloneComesLastAndNothingRunsBesideIt) {
  push("alone1", {.alone = true});
  push("alone2", {.alone = true});
  push("one", {});
  EXPECT_THAT(start(), ElementsAre("one"));
  end("one");
  EXPECT_THAT(start(MoreWork::kIsPrepared), IsEmpty());
  EXPECT_THAT(start(), ElementsAre("alone1"));
  push("late", {});
  EXPECT_THAT(start(), IsEmpty());
  end("alone1");
  EXPECT_THAT(start(), ElementsAre("late"));
  end("late");
  EXPECT_THAT(start(), ElementsAre("alone2"));
}

TEST_F(JobQueueTest, OfALockThatSeveralMayHoldAsManyRun) {
  for (const char* name : {"g1", "g2", "g3"}) push(name, {.slots = 1, .locks = {Lock("g", 2)}});
  const auto first = queue_.take(8, MoreWork::kNone);
  const auto second = queue_.take(8, MoreWork::kNone);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(queue_.take(8, MoreWork::kNone));
  push("free", {});
  EXPECT_TRUE(queue_.take(8, MoreWork::kNone));
  queue_.give_back(second->job->needs);
  EXPECT_TRUE(queue_.take(8, MoreWork::kNone));
  EXPECT_TRUE(queue_.empty());
}

TEST_F(JobQueueTest, WhoeverWantsALockForItselfGetsIt) {
  push("shared", {.locks = {Lock("g", 2)}});
  push("exclusive", {.locks = {"g"}});
  push("another", {.locks = {Lock("g", 2)}});
  EXPECT_THAT(start(), ElementsAre("shared", "another"));
  end("shared");
  EXPECT_THAT(start(), IsEmpty());
  end("another");
  EXPECT_THAT(start(), ElementsAre("exclusive"));
  EXPECT_THAT(start(), IsEmpty());
}

TEST_F(JobQueueTest, WhatWantsSeveralSlotsWaitsForThoseThatAreGivenAhead) {
  for (const char* name : {"one", "two", "three", "ahead"}) push(name, {});
  std::vector<WaitingJob> taken;
  for (int i = 0; i < 3; ++i) taken.push_back(queue_.take(3, MoreWork::kNone).value());
  ASSERT_TRUE(queue_.take_ahead(3, 3));
  push("wide", {.slots = 2});
  queue_.give_back(taken[0].job->needs);
  queue_.give_back(taken[1].job->needs);
  EXPECT_FALSE(queue_.take(3, MoreWork::kNone));  // the one ahead may have begun by now
  queue_.begin_ahead();
  EXPECT_FALSE(queue_.take(3, MoreWork::kNone));
  queue_.give_back(taken[2].job->needs);
  EXPECT_TRUE(queue_.take(3, MoreWork::kNone));
}

}  // namespace
}  // namespace maelstrom::session
