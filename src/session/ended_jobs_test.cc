#include "session/ended_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace maelstrom::session {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

Completion passed(JobId id, milliseconds duration) {
  return {.id = id, .result = JobResult{.termination = Exited{0}, .duration = duration}, .begun = id + 1};
}

class EndedJobsTest : public testing::Test {
 protected:
  // Until it is known that jobs are short.
  void run_short_ones() {
    for (JobId id = 100; id < 200; ++id) ended_.hold(passed(id, milliseconds(1)));
    ended_.take();
  }

  EndedJobs ended_;
};

TEST_F(EndedJobsTest, NothingWaitsUntilJobsAreKnownToBeShort) {
  EXPECT_FALSE(ended_.are_short());
  EXPECT_FALSE(ended_.hold(passed(1, milliseconds(1))));
  run_short_ones();
  EXPECT_TRUE(ended_.are_short());
  EXPECT_TRUE(ended_.hold(passed(1, milliseconds(1))));
}

TEST_F(EndedJobsTest, NothingWaitsOnceJobsAreLong) {
  run_short_ones();
  EXPECT_FALSE(ended_.hold(passed(1, milliseconds(200))));
  EXPECT_FALSE(ended_.are_short());
}

TEST_F(EndedJobsTest, SomeAreTakenTogetherInTheirOrder) {
  run_short_ones();
  std::size_t waiting = 1;
  while (ended_.hold(passed(waiting, milliseconds(1)))) ++waiting;
  EXPECT_EQ(waiting, 8u);
  std::vector<JobId> ids;
  for (const Completion& one : ended_.take()) ids.push_back(one.id);
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_TRUE(ended_.empty());
}

TEST_F(EndedJobsTest, WhatDidNotPassDoesNotWait) {
  run_short_ones();
  Completion failed = passed(1, milliseconds(1));
  failed.result->termination = Exited{1};
  EXPECT_FALSE(ended_.hold(std::move(failed)));
  Completion killed = passed(2, milliseconds(1));
  killed.result->termination = Signaled{9};
  EXPECT_FALSE(ended_.hold(std::move(killed)));
  Completion broken = passed(3, milliseconds(1));
  broken.result = internal("no container");
  EXPECT_FALSE(ended_.hold(std::move(broken)));
}

TEST_F(EndedJobsTest, NothingWaitsWhoseSlotIsFree) {
  run_short_ones();
  Completion last = passed(1, milliseconds(1));
  last.begun.reset();
  EXPECT_FALSE(ended_.hold(std::move(last)));
}

TEST_F(EndedJobsTest, ResultsOfEarlierRunsDoNotTellHowLongJobsAre) {
  for (JobId id = 1; id < 100; ++id) {
    Completion known = passed(id, milliseconds(1));
    known.result->cached = EarlierRun{};
    ended_.hold(std::move(known));
  }
  EXPECT_FALSE(ended_.are_short());
}

}  // namespace
}  // namespace maelstrom::session
