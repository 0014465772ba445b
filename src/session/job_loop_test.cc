#include "session/job_loop.h"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "session/execution_priority.h"
#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Result<JobResult> success(const Job&) { return JobResult{.termination = Exited{0}}; }

class JobLoopTest : public ::testing::Test {
 protected:
  PendingJob job(std::string name, Priority priority) {
    return {.priority = priority,
            .make = [name] { return Job{.program = name}; },
            .started = {},
            .ended = [this, name](const Result<JobResult>& result,
                                  std::chrono::nanoseconds) { ended_.push_back(result ? name : name + " failed"); }};
  }

  FakeClock clock_;
  FakeWake wake_;
  std::vector<std::string> ended_;
};

TEST_F(JobLoopTest, EndsAtOnceWithNothingToDo) {
  FakeExecutor executor(2, success);
  JobLoop loop(executor, wake_, clock_, 1);
  auto signal = loop.run();
  ASSERT_TRUE(signal.has_value());
  EXPECT_EQ(*signal, std::nullopt);
}

TEST_F(JobLoopTest, RunsListingsThenDoubtfulThenTheLongest) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("short", {Band::kProven, milliseconds(1)}));
  loop.submit(job("long", {Band::kProven, milliseconds(900)}));
  loop.submit(job("new", {Band::kDoubtful, milliseconds(0)}));
  loop.submit(job("failed", {Band::kDoubtful, milliseconds(50)}));
  loop.submit(job("listing", {Band::kListing, {}}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("listing", "failed", "new", "long", "short"));
}

TEST_F(JobLoopTest, TheHigherRankRunsFirstAndEqualOnesInTheirOrder) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("low", {.rank = -5}));
  loop.submit(job("first", {}));
  loop.submit(job("second", {}));
  loop.submit(job("high", {.rank = 7}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("high", "first", "second", "low"));
}

TEST_F(JobLoopTest, TellsTheExecutorTheOrder) {
  std::vector<std::int32_t> priorities;
  FakeExecutor executor(3, [&](const Job& job) {
    priorities.push_back(job.priority);
    return success(job);
  });
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("short", {Band::kProven, milliseconds(1)}));
  loop.submit(job("failed", {Band::kDoubtful, milliseconds(50)}));
  loop.submit(job("long", {Band::kProven, milliseconds(900)}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(priorities, ElementsAre(execution_priority({Band::kDoubtful, milliseconds(50)}),
                                      execution_priority({Band::kProven, milliseconds(900)}),
                                      execution_priority({Band::kProven, milliseconds(1)})));
}

TEST_F(JobLoopTest, KeepsTheOrderOfAboutEqualDurations) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("a1", {Band::kProven, std::chrono::microseconds(600)}));
  loop.submit(job("a2", {Band::kProven, std::chrono::microseconds(610)}));
  loop.submit(job("b1", {Band::kProven, std::chrono::microseconds(605)}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("a1", "a2", "b1"));
}

TEST_F(JobLoopTest, UsesEverySlotAndNoMore) {
  FakeExecutor executor(3, success);
  JobLoop loop(executor, wake_, clock_, 1);
  for (int i = 0; i < 10; ++i) loop.submit(job("job", {}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(executor.most_at_once(), 3u);
  EXPECT_EQ(ended_.size(), 10u);
}

TEST_F(JobLoopTest, WaitsForPreparationsThatSubmitJobs) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 2);
  for (int i = 0; i < 20; ++i) {
    loop.prepare([&] { return [&] { loop.submit(job("prepared", {})); }; });
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(ended_.size(), 20u);
}

TEST_F(JobLoopTest, PreparationsRunAtOnceOnAsManyThreadsAsTheyMay) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 3);
  std::latch all(3);  // none goes on before the others have come
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (int round = 0; round < 20; ++round) {
    loop.prepare([&, round]() -> Preparer::Continuation {
      if (round < 3) all.arrive_and_wait();
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
      return [] {};
    });
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(threads.size(), 3U);
}

std::ptrdiff_t threads_of_this_process() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

TEST_F(JobLoopTest, OnePreparationNeedsOneThread) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the sanitizer starts a thread of its own with the first one";
#endif
  FakeExecutor executor(1, success);
  const std::ptrdiff_t before = threads_of_this_process();
  JobLoop loop(executor, wake_, clock_, 3);
  std::ptrdiff_t during = 0;
  loop.prepare([&]() -> Preparer::Continuation {
    during = threads_of_this_process();
    return [] {};
  });
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(during, before + 1);
}

TEST_F(JobLoopTest, TheNextJobRunsWhileTheEndOfTheLastIsTold) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 1);
  std::vector<std::string> events;
  for (const std::string name : {"a", "b"}) {
    PendingJob pending = job(name, {});
    pending.started = [&events, name](JobId) { events.push_back(name + " started"); };
    pending.ended = [&events, name](const Result<JobResult>&, std::chrono::nanoseconds) {
      events.push_back(name + " ended");
    };
    loop.submit(std::move(pending));
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(events, ElementsAre("a started", "b started", "a ended", "b ended"));
}

TEST_F(JobLoopTest, AJobGivenAheadStartsWhenASlotIsFree) {
  FakeExecutor executor(1, success, 1);
  JobLoop loop(executor, wake_, clock_, 1);
  std::vector<std::string> events;
  for (const std::string name : {"a", "b", "c"}) {
    PendingJob pending = job(name, {});
    pending.make = [&events, name] {
      events.push_back(name + " made");
      return Job{.program = name};
    };
    pending.started = [&events, name](JobId) { events.push_back(name + " started"); };
    pending.ended = [&events, name](const Result<JobResult>&, std::chrono::nanoseconds) {
      events.push_back(name + " ended");
    };
    loop.submit(std::move(pending));
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(events, ElementsAre("a made", "a started", "b made",  //
                                  "b started", "c made", "a ended", "c started", "b ended", "c ended"));
}

// As one does that an earlier result answers for: it never has a slot.
TEST_F(JobLoopTest, AJobGivenAheadMayEndBeforeTheOthers) {
  class Backwards final : public Executor {
   public:
    std::size_t slots() const override { return 1; }
    std::size_t ahead() const override { return 1; }
    Status start(JobId id, Job) override {
      if (under_way_.size() == 2) return fail(ErrorCode::kExhausted, "no slot is free");
      under_way_.push_back(id);
      return {};
    }
    Result<std::optional<Completion>> wait(int, std::optional<milliseconds>) override {
      const JobId last = under_way_.back();
      under_way_.pop_back();
      return Completion{last, JobResult{.termination = Exited{0}}};
    }
    void cancel_all() override {}

   private:
    std::vector<JobId> under_way_;
  };
  Backwards executor;
  JobLoop loop(executor, wake_, clock_, 1);
  for (const char* name : {"a", "b", "c", "d"}) loop.submit(job(name, {}));
  PendingJob alone = job("alone", {});
  alone.needs.alone = true;
  loop.submit(std::move(alone));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("b", "c", "d", "a", "alone"));
}

TEST_F(JobLoopTest, HandsAJobsErrorToItsOwner) {
  FakeExecutor executor(1, [](const Job&) -> Result<JobResult> { return internal("no container"); });
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("job", {}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("job failed"));
}

TEST_F(JobLoopTest, TheEndsOfShortJobsAreToldTogetherAndInTheirOrder) {
  std::vector<std::size_t> told;  // when each job ended: how many ends had been told
  FakeExecutor executor(
      1,
      [&](const Job&) {
        told.push_back(ended_.size());
        return success({});
      },
      9);
  JobLoop loop(executor, wake_, clock_, 1);
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) {
    names.push_back(std::to_string(i));
    loop.submit(job(names.back(), {}));
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(ended_, names);
  EXPECT_EQ(told[10], 10u) << "one by one, until they are known to be short";
  std::size_t most = 0;
  for (std::size_t i = 0; i < told.size(); ++i) most = std::max(most, i - told[i]);
  EXPECT_EQ(most, 7u);
}

TEST_F(JobLoopTest, WhatHadEndedIsToldBeforeTheErrorOfABrokenExecutor) {
  int ran = 0;
  FakeExecutor executor(
      1,
      [&](const Job&) {
        if (++ran == 67) executor.break_down();
        return success({});
      },
      9);
  JobLoop loop(executor, wake_, clock_, 1);
  for (int i = 0; i < 100; ++i) loop.submit(job("job", {}));
  EXPECT_FALSE(loop.run().has_value());
  EXPECT_EQ(ended_.size(), 67u);
}

TEST_F(JobLoopTest, ASignalCancelsWhatIsUnderWay) {
  FakeExecutor executor(2, [&](const Job&) {
    wake_.send(SIGINT);
    return success({});
  });
  JobLoop loop(executor, wake_, clock_, 1);
  for (int i = 0; i < 4; ++i) loop.submit(job("job", {}));
  auto signal = loop.run();
  ASSERT_TRUE(signal.has_value());
  EXPECT_EQ(*signal, SIGINT);
  EXPECT_EQ(executor.cancelled(), 1u);
  EXPECT_EQ(ended_.size(), 1u);
}

TEST_F(JobLoopTest, ABrokenExecutorEndsTheRunWithItsError) {
  FakeExecutor executor(1, success);
  executor.break_down();
  JobLoop loop(executor, wake_, clock_, 1);
  loop.submit(job("job", {}));
  auto signal = loop.run();
  ASSERT_FALSE(signal.has_value());
  EXPECT_EQ(signal.error().message(), "the executor is broken");
  EXPECT_EQ(executor.cancelled(), 1u);
}

TEST_F(JobLoopTest, MeasuresHowLongAJobWaitedForASlot) {
  FakeExecutor executor(1, [&](const Job&) {
    clock_.advance(milliseconds(30));
    return success({});
  });
  JobLoop loop(executor, wake_, clock_, 1);
  std::vector<std::chrono::nanoseconds> queues;
  for (int i = 0; i < 2; ++i) {
    PendingJob pending = job("job", {});
    pending.ended = [&](const Result<JobResult>&, std::chrono::nanoseconds queue) { queues.push_back(queue); };
    loop.submit(std::move(pending));
  }
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(queues, ElementsAre(milliseconds(0), milliseconds(30)));
}

TEST_F(JobLoopTest, TicksAboutTwentyTimesASecond) {
  FakeExecutor executor(1, [&](const Job&) {
    clock_.advance(milliseconds(20));
    return success({});
  });
  const MonotonicTime begin = clock_.monotonic();
  std::vector<std::chrono::nanoseconds> ticks;
  JobLoop loop(executor, wake_, clock_, 1, [&] { ticks.push_back(clock_.monotonic() - begin); });
  for (int i = 0; i < 7; ++i) loop.submit(job("job", {}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ticks, ElementsAre(milliseconds(60), milliseconds(120)));
  EXPECT_THAT(executor.timeouts(), ElementsAre(milliseconds(50), milliseconds(30), milliseconds(10), milliseconds(50),
                                               milliseconds(30), milliseconds(10), milliseconds(50)));
}

TEST_F(JobLoopTest, AJobThatIsToWaitStartsAfterItsDelayAndTheLoopGoesOnUntilThen) {
  FakeExecutor executor(1, success);
  executor.let_time_pass([this](milliseconds timeout) {
    clock_.advance(timeout);
    return true;
  });
  JobLoop loop(executor, wake_, clock_, 1);
  const MonotonicTime begin = clock_.monotonic();
  PendingJob late = job("late", {});
  std::optional<Nanoseconds> at;
  late.started = [&](JobId) { at = clock_.monotonic() - begin; };
  loop.submit_after(std::chrono::seconds(5), std::move(late));
  loop.submit(job("now", {}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_EQ(at, std::chrono::seconds(5));
  EXPECT_THAT(ended_, ElementsAre("now", "late"));
}

TEST_F(JobLoopTest, AJobThatGoesOnIsSlowAgainAndAgainUntilItEnds) {
  FakeExecutor executor(1, success);
  int waits = 0;
  executor.let_time_pass([&](milliseconds timeout) {
    clock_.advance(timeout);
    return ++waits <= 3;
  });
  JobLoop loop(executor, wake_, clock_, 1);
  const MonotonicTime begin = clock_.monotonic();
  std::vector<std::pair<Nanoseconds, Nanoseconds>> said;
  PendingJob slow = job("slow", {});
  slow.slow = {milliseconds(100), [&](Nanoseconds after) { said.emplace_back(after, clock_.monotonic() - begin); }};
  loop.submit(std::move(slow));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(said, ElementsAre(std::pair(milliseconds(100), milliseconds(100)),
                                std::pair(milliseconds(200), milliseconds(200)),
                                std::pair(milliseconds(400), milliseconds(400))));
  EXPECT_THAT(ended_, ElementsAre("slow"));
}

TEST_F(JobLoopTest, AJobGivenAheadMayBeginInASlotThatIsFree) {
  FakeExecutor executor(
      2,
      [this](const Job& job) {
        clock_.advance(milliseconds(5));
        return success(job);
      },
      1);
  const MonotonicTime begin = clock_.monotonic();
  bool is_over = false;
  executor.let_time_pass([&](milliseconds) {
    if (is_over) return false;
    clock_.advance(milliseconds(10));
    executor.say_begun({2});
    return is_over = true;
  });
  JobLoop loop(executor, wake_, clock_, 1, [] {});
  loop.submit(job("one", {}));
  loop.submit(job("two", {}));
  PendingJob third = job("three", {});
  std::vector<Nanoseconds> at;
  third.started = [&](JobId) { at.push_back(clock_.monotonic() - begin); };
  third.ended = [&](const Result<JobResult>&, Nanoseconds queue) { at.push_back(queue); };
  loop.submit(std::move(third));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(at, ElementsAre(milliseconds(10), milliseconds(10)));
}

TEST_F(JobLoopTest, TicksWhileNothingEnds) {
  FakeExecutor executor(1, success);
  const SystemClock clock;
  std::atomic<bool> ticked = false;
  JobLoop loop(executor, wake_, clock, 1, [&] {
    ticked = true;
    ticked.notify_all();
  });
  loop.prepare([&] {
    ticked.wait(false);
    return [&] { loop.submit(job("prepared", {})); };
  });
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(ended_, ElementsAre("prepared"));
}

TEST_F(JobLoopTest, WaitsWithoutATimeoutIfNobodyWantsATick) {
  FakeExecutor executor(1, success);
  JobLoop loop(executor, wake_, clock_, 1);
  for (int i = 0; i < 3; ++i) loop.submit(job("job", {}));
  ASSERT_TRUE(loop.run().has_value());
  EXPECT_THAT(executor.timeouts(), ElementsAre(std::nullopt, std::nullopt, std::nullopt));
}

}  // namespace
}  // namespace maelstrom::session
