#include "execute/remote_executor.h"

#include <poll.h>

#include "execute/remote_testing.h"
#include "reapi/action.h"

namespace maelstrom::execute {
namespace {

using reapi::RpcCode;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// One slot.
class HereExecutor final : public Executor {
 public:
  std::size_t slots() const override { return 1; }
  Status start(JobId id, Job job) override {
    if (id_) return fail(ErrorCode::kExhausted, "no slot is free");
    id_ = id;
    ran.push_back(job.arguments.front());
    return {};
  }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<milliseconds>) override {
    if (id_) return Completion{*std::exchange(id_, std::nullopt), JobResult{.standard_output = {.head = "here"}}};
    pollfd watched{wake_fd, POLLIN, 0};
    ::poll(&watched, 1, -1);
    return std::nullopt;
  }
  void cancel_all() override { id_.reset(); }

  std::vector<std::string> ran;

 private:
  std::optional<JobId> id_;
};

class RemoteExecutorTest : public RemoteTest {
 protected:
  // What the jobs say that end, by their place; what the executor says if it can go on no more.
  std::vector<std::string> run(const std::vector<Job>& jobs) {
    const auto engine = make_jobs();
    RemoteExecutor executor({here_, *engine}, {cell_, {}}, rules_);
    for (JobId id = 0; id < jobs.size(); ++id) EXPECT_TRUE(executor.start(id, jobs[id]));
    std::vector<std::string> said(jobs.size());
    for (std::size_t ended = 0; ended < jobs.size();) {
      auto completion = executor.wait(wake_.get(), std::nullopt);
      if (!completion) return {completion.error().message()};
      if (!*completion) {
        wait();
        continue;
      }
      const auto& result = (*completion)->result;
      said.at((*completion)->id) = result ? result->standard_output.head : result.error().message();
      ++ended;
    }
    return said;
  }

  HereExecutor here_;
  std::vector<std::string> warnings_;
  RemoteExecutorRules rules_{.warn = [this](const Error& error) { warnings_.push_back(error.message()); }};
};

TEST_F(RemoteExecutorTest, JobsRunOnTheEngine) {
  EXPECT_THAT(run({job("a"), job("b"), job("c")}), ElementsAre("said", "said", "said"));
  EXPECT_THAT(here_.ran, IsEmpty());
}

TEST_F(RemoteExecutorTest, WhatNeedsThisMachineRunsHereBesideThem) {
  std::vector<Job> jobs(6, job("a"));
  jobs[1].container.network = Network::kLocal;
  jobs[2].container.mounts = {BindMount{"/mnt", "/home/ann", true}};
  jobs[3].capture_file_system_changes = true;
  jobs[4].machine_facts = {MachineFact::kKernel};
  jobs[5].terminal = TerminalSize{};
  EXPECT_THAT(run(jobs), ElementsAre("said", "here", "here", "here", "here", "here"));
}

TEST_F(RemoteExecutorTest, WhatWouldWaitOnTheClusterRunsHereIfItMay) {
  rules_.slots_here = SlotsHere::kForAll;
  const auto engine = make_jobs();
  std::atomic<bool> begins = false;
  std::atomic<int> held = 0;
  says_.assign(3, [&](const reapi::Rpc::Take& take, const reapi::Rpc::End&) {
    while (!begins) std::this_thread::yield();
    take(reapi::fake::operation("operations/1", reapi::ExecutionStage::kExecuting));
    ++held;
  });
  RemoteExecutor executor({here_, *engine}, {cell_, {}}, rules_);
  ASSERT_TRUE(executor.start(0, job("a")));  // the cluster has nothing to do
  ASSERT_TRUE(executor.start(1, job("b")));  // what it was given waits
  ASSERT_TRUE(executor.start(2, job("c")));  // no slot is free here
  EXPECT_THAT(here_.ran, ElementsAre("b"));
  begins = true;
  while (held < 2) std::this_thread::yield();
  EXPECT_EQ(executor.wait(wake_.get(), std::nullopt).value()->id, 1U);
  ASSERT_TRUE(executor.start(3, job("d")));  // a slot is free here, but nothing waits there
  EXPECT_THAT(here_.ran, ElementsAre("b"));
  executor.cancel_all();
}

TEST_F(RemoteExecutorTest, WhatWaitsOnTheClusterIsTakenBackWhenASlotIsFree) {
  rules_.slots_here = SlotsHere::kForAll;
  const auto engine = make_jobs();
  std::atomic<int> queued = 0;
  says_.assign(3, [&](const reapi::Rpc::Take& take, const reapi::Rpc::End&) {
    take(reapi::fake::operation("operations/" + std::to_string(queued), reapi::ExecutionStage::kQueued));
    ++queued;
  });
  RemoteExecutor executor({here_, *engine}, {cell_, {}}, rules_);
  ASSERT_TRUE(executor.start(0, job("a")));
  ASSERT_TRUE(executor.start(1, job("b")));
  ASSERT_TRUE(executor.start(2, job("c")));
  while (queued < 2) std::this_thread::yield();
  for (const JobId id : {1U, 2U, 0U}) EXPECT_EQ(executor.wait(wake_.get(), std::nullopt).value()->id, id);
  EXPECT_THAT(here_.ran, ElementsAre("b", "c", "a"));
  executor.cancel_all();
}

TEST_F(RemoteExecutorTest, AJobThatIsAskedForFreshIsNotLookedUp) {
  reapi::JobEncoder encoder(cell_, {});
  const Digest action = encoder.encode(job("a")).value().digest;
  server_->results[action] = reapi::fake::result(0, "earlier");
  EXPECT_THAT(run({job("a")}), ElementsAre("earlier"));
  Job fresh = job("a");
  fresh.fresh = true;
  EXPECT_THAT(run({fresh}), ElementsAre("said"));
  EXPECT_THAT(executed_, ElementsAre(action)) << "what comes of it stands";
}

TEST_F(RemoteExecutorTest, AJobThatIsRepeatedRunsEachTime) {
  Job fresh = job("a");
  fresh.fresh = true;
  const auto engine = make_jobs();
  RemoteExecutor executor({here_, *engine}, {cell_, {}}, rules_);
  for (JobId id = 0; id < 3; ++id) ASSERT_TRUE(executor.start(id, fresh));
  for (int ended = 0; ended < 3;) ended += executor.wait(wake_.get(), std::nullopt).value() ? 1 : 0;
  ASSERT_THAT(executed_, SizeIs(3));
  int unshared = 0;
  for (const Digest& action : executed_) {
    unshared += reapi::Action::decode(server_->blobs.at(action)).value().do_not_cache ? 1 : 0;
  }
  EXPECT_EQ(unshared, 2);
}

TEST_F(RemoteExecutorTest, WhatNobodyMayUseLaterIsAnActionThatIsNotKept) {
  rules_.use = CacheUse::kNone;
  EXPECT_THAT(run({job("a")}), ElementsAre("said"));
  rules_.use = CacheUse::kFull;
  Job never = job("b");
  never.may_stand = nullptr;
  EXPECT_THAT(run({never}), ElementsAre("said"));
  ASSERT_THAT(executed_, SizeIs(2));
  for (const Digest& action : executed_) {
    EXPECT_TRUE(reapi::Action::decode(server_->blobs.at(action)).value().do_not_cache);
  }
  EXPECT_EQ(server_->count(reapi::kGetActionResult), 0U);
}

TEST_F(RemoteExecutorTest, ALostEngineEndsTheRun) {
  server_->failures[reapi::kExecute] = {{RpcCode::kUnauthenticated, "who?"}};
  EXPECT_THAT(run({job("a"), job("b")}),
              ElementsAre(HasSubstr("the engine: UNAUTHENTICATED: who?; with --remote-fallback "
                                    "local")));
}

TEST_F(RemoteExecutorTest, OrEverythingRunsHere) {
  rules_.when_lost = WhenLost::kLocal;
  unreachable_ = true;
  EXPECT_THAT(run({job("a"), job("b"), job("c")}), ElementsAre("here", "here", "here"));
  EXPECT_THAT(here_.ran, ElementsAre("a", "b", "c"));
  EXPECT_THAT(warnings_, ElementsAre("everything runs here from now on: the engine: no module"));
}

}  // namespace
}  // namespace maelstrom::execute
