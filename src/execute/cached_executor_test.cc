#include "execute/cached_executor.h"

#include <gmock/gmock.h>

#include "execute/cacheable.h"
#include "os/file.h"
#include "reapi/action_result.h"

namespace maelstrom::execute {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Ends each job at once with what is set.
class InnerExecutor final : public Executor {
 public:
  std::size_t slots() const override { return 2; }
  Status start(JobId id, Job job) override {
    ran.push_back(std::move(job));
    completions.push_back({id, result});
    return {};
  }
  Result<std::optional<Completion>> wait(int, std::optional<std::chrono::milliseconds>) override {
    if (completions.empty()) return std::nullopt;
    Completion completion = std::move(completions.front());
    completions.pop_front();
    return completion;
  }
  void cancel_all() override { completions.clear(); }

  Result<JobResult> result = JobResult{.termination = Exited{0}, .standard_output = {.head = "said"}};
  std::vector<Job> ran;
  std::deque<Completion> completions;
};

class FixedClock final : public Clock {
 public:
  MonotonicTime monotonic() const override { return {}; }
  WallTime wall() const override { return now; }
  WallTime now{std::chrono::seconds(1'700'000'000)};
};

bool exits_with_0(const JobResult& result) { return result.termination == Termination(Exited{0}); }

Job job_of(const std::string& argument) {
  return {.layers = {digest_of("layer")}, .program = "/test", .arguments = {argument}, .may_stand = exits_with_0};
}

class CachedExecutorTest : public ::testing::Test {
 protected:
  CachedExecutorTest() : scratch_(os::TemporaryDirectory::create().value()) {
    store_ = store::Store::open({.root = scratch_.path() + "/store"}).value();
    results_ = store::Results::open(scratch_.path() + "/store/results.sqlite", {}).value();
  }

  // What comes of `job` in a run of its own.
  Result<JobResult> run(const Job& job, CacheUse use = CacheUse::kFull, const std::string& id = "this run") {
    CachedExecutor executor({inner_, *store_, results_.get(), clock_}, {digest_of("cell"), fact_of_},
                            {.use = use,
                             .run = id,
                             .warn = [this](const Error& error) { warnings_.push_back(error.message()); },
                             .seen = {}});
    TRY(executor.start(7, job));
    TRY_ASSIGN(completion, executor.wait(-1, {}));
    EXPECT_EQ(completion->id, 7U);
    return std::move(completion->result);
  }
  std::size_t runs() const { return inner_.ran.size(); }

  os::TemporaryDirectory scratch_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Results> results_;
  InnerExecutor inner_;
  FixedClock clock_;
  reapi::JobEncoder::FactOf fact_of_ = [](MachineFact) -> Result<std::string> { return invalid("not known"); };
  std::vector<std::string> warnings_;
};

TEST_F(CachedExecutorTest, TheSameJobRunsOnce) {
  const auto first = run(job_of("a"), CacheUse::kFull, "first");
  EXPECT_FALSE(first->cached);
  clock_.now += std::chrono::hours(1);
  const auto second = run(job_of("a"), CacheUse::kFull, "second");
  EXPECT_EQ(runs(), 1U);
  EXPECT_EQ(second->cached, (EarlierRun{"first", FixedClock().now}));
  EXPECT_EQ(second->standard_output.head, "said");
  EXPECT_EQ(second->action, first->action);
  run(job_of("b")).value();
  EXPECT_EQ(runs(), 2U);
}

TEST_F(CachedExecutorTest, AFailureIsRememberedAndRunsAgain) {
  inner_.result->termination = Exited{1};
  const auto failed = run(job_of("a"));
  EXPECT_FALSE(run(job_of("a"))->cached);
  EXPECT_EQ(runs(), 2U);
  const auto known = results_->find(*failed->action);
  ASSERT_TRUE(known && *known);
  EXPECT_EQ((*known)->standing, store::Standing::kShown);
}

TEST_F(CachedExecutorTest, AFailureTakesThePlaceOfAnEarlierSuccess) {
  run(job_of("a")).value();
  inner_.result->termination = Exited{1};
  run(job_of("a"), CacheUse::kRefresh).value();
  EXPECT_FALSE(run(job_of("a"))->cached);
  EXPECT_EQ(runs(), 3U);
}

TEST_F(CachedExecutorTest, WhatAnswersIsAskedAgainWhenItIsFound) {
  run(job_of("a")).value();
  Job stricter = job_of("a");
  stricter.may_stand = [](const JobResult&) { return false; };
  EXPECT_FALSE(run(stricter)->cached);
  EXPECT_EQ(runs(), 2U);
}

TEST_F(CachedExecutorTest, RefreshRunsAndKeeps) {
  run(job_of("a"), CacheUse::kFull, "first").value();
  EXPECT_FALSE(run(job_of("a"), CacheUse::kRefresh, "second")->cached);
  EXPECT_TRUE(inner_.ran.back().fresh) << "whoever else may know an answer is not to give it";
  EXPECT_EQ(run(job_of("a"))->cached->id, "second");
}

TEST_F(CachedExecutorTest, AFreshJobRunsAndItsResultIsKept) {
  run(job_of("a")).value();
  Job fresh = job_of("a");
  fresh.fresh = true;
  const auto again = run(fresh, CacheUse::kFull, "second");
  EXPECT_FALSE(again->cached);
  EXPECT_EQ(runs(), 2U);
  EXPECT_EQ(run(job_of("a"))->cached->id, "second");
}

TEST_F(CachedExecutorTest, WhatIsDistrustedRunsAgain) {
  const auto first = run(job_of("a"));
  CachedExecutor({inner_, *store_, results_.get(), clock_}, {digest_of("cell"), fact_of_}, {}).distrust(*first->action);
  EXPECT_FALSE(run(job_of("a"))->cached);
}

TEST_F(CachedExecutorTest, NoneRunsAndKeepsNothingButNamesTheAction) {
  const auto first = run(job_of("a"), CacheUse::kNone);
  EXPECT_TRUE(first->action);
  EXPECT_FALSE(run(job_of("a"))->cached);
  EXPECT_FALSE(run(job_of("a"), CacheUse::kNone)->cached);
  EXPECT_EQ(runs(), 3U);
}

TEST_F(CachedExecutorTest, AnErrorIsNoResult) {
  inner_.result = fail(ErrorCode::kUnavailable, "no container");
  EXPECT_FALSE(run(job_of("a")));
  inner_.result = JobResult{.termination = Exited{0}};
  EXPECT_FALSE(run(job_of("a"))->cached);
}

TEST_F(CachedExecutorTest, ACancelledJobLeavesNoResult) {
  CachedExecutor executor({inner_, *store_, results_.get(), clock_}, {digest_of("cell"), fact_of_}, {});
  ASSERT_TRUE(executor.start(1, job_of("a")));
  executor.cancel_all();
  EXPECT_FALSE(*executor.wait(-1, {}));
  EXPECT_FALSE(run(job_of("a"))->cached);
}

TEST_F(CachedExecutorTest, ALargeOutputThatIsGoneRunsTheJobAgain) {
  inner_.result->standard_output.head = std::string(100'000, 'x');
  run(job_of("a")).value();
  EXPECT_EQ(run(job_of("a"))->standard_output.head.size(), 100'000U);
  EXPECT_EQ(runs(), 1U);
  const Digest blob = digest_of(inner_.result->standard_output.head);
  ASSERT_TRUE(os::remove_file(scratch_.path() + "/store/blobs/" + blob.hex().substr(0, 2) + "/" + blob.hex()));
  store_ = nullptr;
  store_ = store::Store::open({.root = scratch_.path() + "/store"}).value();
  EXPECT_FALSE(run(job_of("a"))->cached);
  EXPECT_TRUE(run(job_of("a"))->cached);
  EXPECT_EQ(runs(), 2U);
}

TEST_F(CachedExecutorTest, MoreOutputIsKeptThanIsHandedOut) {
  inner_.result->standard_output.head = std::string(60, 'a') + std::string(60, 'b');
  for (const bool answered : {false, true}) {
    const CacheRules rules{.run = "this run", .shown_output = 100, .kept_output = 5000, .warn = {}, .seen = {}};
    CachedExecutor executor({inner_, *store_, results_.get(), clock_}, {digest_of("cell"), fact_of_}, rules);
    ASSERT_TRUE(executor.start(7, job_of("a")));
    const auto completion = executor.wait(-1, {}).value();
    const Output& shown = completion->result->standard_output;
    EXPECT_EQ(shown.head, std::string(50, 'a'));
    EXPECT_EQ(shown.tail, std::string(50, 'b'));
    EXPECT_EQ(shown.dropped, 20U);
    EXPECT_TRUE(shown.more_is_kept);
    EXPECT_EQ(completion->result->cached.has_value(), answered);
    const auto record = results_->find(*completion->result->action).value();
    const auto whole = reapi::decode_result(record->record, [this](const Digest& blob) { return store_->get(blob); });
    EXPECT_EQ(whole->standard_output.head.size(), 120U);
  }
  EXPECT_EQ(inner_.ran.front().output_limit, 5000U);
}

TEST_F(CachedExecutorTest, WhatAlwaysRunsIsKeptToBeTold) {
  Job job = job_of("a");
  job.may_stand = {};
  const auto result = run(job);
  ASSERT_TRUE(result);
  const auto known = results_->find(*result->action).value();
  ASSERT_TRUE(known);
  EXPECT_EQ(known->standing, store::Standing::kShown);
  ASSERT_TRUE(run(job));
  EXPECT_EQ(runs(), 2U);
}

TEST_F(CachedExecutorTest, AFactThatCannotBeHadLetsTheJobRunUncached) {
  Job job = job_of("a");
  job.machine_facts = {MachineFact::kKernel};
  for (int i = 0; i < 2; ++i) {
    const auto result = run(job);
    EXPECT_FALSE(result->cached || result->action);
  }
  EXPECT_EQ(runs(), 2U);
  ASSERT_THAT(warnings_, SizeIs(2));
  EXPECT_THAT(warnings_[0], HasSubstr("kernel: not known"));
}

TEST_F(CachedExecutorTest, WhatIsNotNamedByTheActionIsNeverCached) {
  using Change = std::function<void(Job&)>;
  const std::pair<Change, std::string> changes[] = {
      {[](Job& job) { job.may_stand = {}; }, "cache = false"},
      {[](Job& job) { job.container.network = Network::kLocal; }, "network of the host"},
      {[](Job& job) { job.container.mounts = {BindMount{"/a", "/home/a", true}}; }, "sees /home/a"},
      {[](Job& job) { job.terminal = TerminalSize{}; }, "terminal"},
      {[](Job& job) { job.capture_file_system_changes = true; }, "file system"},
  };
  for (const auto& [change, why] : changes) {
    Job job = job_of("a");
    change(job);
    EXPECT_THAT(why_never_cached(job), HasSubstr(why));
    const std::size_t before = runs();
    run(job).value();
    EXPECT_FALSE(run(job)->cached) << why;
    EXPECT_EQ(runs(), before + 2) << why;
  }
  EXPECT_THAT(why_never_cached(job_of("a")), IsEmpty());
}

TEST_F(CachedExecutorTest, AClockThatJumpsBackChangesNothing) {
  run(job_of("a"), CacheUse::kFull, "first").value();
  clock_.now -= std::chrono::hours(24 * 365 * 60);
  EXPECT_EQ(run(job_of("a"))->cached->id, "first");
  run(job_of("b"), CacheUse::kFull, "before 1970").value();
  EXPECT_EQ(run(job_of("b"))->cached->time, clock_.now);
}

}  // namespace
}  // namespace maelstrom::execute
