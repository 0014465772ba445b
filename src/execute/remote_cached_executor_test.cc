#include "execute/remote_cached_executor.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <future>

#include "os/fd.h"
#include "reapi/fake_rpc.h"

namespace maelstrom::execute {
namespace {

using reapi::FakeRpc;
using reapi::RpcCode;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two slots; ends the oldest job when it is waited for, if there is one.
class InnerExecutor final : public Executor {
 public:
  explicit InnerExecutor(std::function<JobResult(const Job&)> answer) : answer_(std::move(answer)) {}
  std::size_t slots() const override { return 2; }
  Status start(JobId id, Job job) override {
    if (under_way_.size() == 2) return fail(ErrorCode::kExhausted, "no slot is free");
    under_way_.emplace_back(id, std::move(job));
    return {};
  }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<milliseconds> timeout) override {
    if (under_way_.empty()) {
      pollfd watched{wake_fd, POLLIN, 0};
      ::poll(&watched, 1, timeout ? static_cast<int>(timeout->count()) : -1);
      return std::nullopt;
    }
    auto [id, job] = std::move(under_way_.front());
    under_way_.pop_front();
    ran.push_back(job.arguments.front());
    return Completion{id, answer_(job)};
  }
  void cancel_all() override { under_way_.clear(); }

  std::vector<std::string> ran;

 private:
  std::function<JobResult(const Job&)> answer_;
  std::deque<std::pair<JobId, Job>> under_way_;
};

bool exits_with_0(const JobResult& result) { return result.termination == Termination(Exited{0}); }

Job job_of(const std::string& argument) {
  return {.layers = {digest_of("layer")}, .program = "/test", .arguments = {argument}, .may_stand = exits_with_0};
}

std::vector<Job> many_jobs(int count) {
  std::vector<Job> jobs;
  jobs.reserve(static_cast<std::size_t>(count));
  for (int number = 0; number < count; ++number) jobs.push_back(job_of(std::to_string(number)));
  return jobs;
}

class RemoteCachedExecutorTest : public ::testing::Test {
 protected:
  // What comes of the jobs in a run of its own, by their place.
  std::vector<JobResult> run(const std::vector<Job>& jobs, bool upload = true) {
    inner_.ran.clear();
    RemoteResults results(
        [this]() -> Result<std::unique_ptr<reapi::RemoteCache>> {
          if (unreachable_) return fail(ErrorCode::kUnavailable, "no module");
          return std::make_unique<reapi::RemoteCache>(server_, reapi::RemoteServerOptions{.upload_id = "id"});
        },
        clock_, {.run = "run", .threads = 4, .upload = upload}, [this] { ::eventfd_write(wake_.get(), 1); });
    RemoteCachedExecutor executor({inner_, results, clock_}, {digest_of("cell"), {}},
                                  [this](const Error& error) { warnings_.push_back(error.message()); });
    std::vector<JobResult> ended(jobs.size());
    std::size_t started = 0;
    for (std::size_t done = 0; done < jobs.size();) {
      for (; started < jobs.size() && started - done < executor.slots(); ++started) {
        EXPECT_TRUE(executor.start(started, jobs[started]));
      }
      auto completion = executor.wait(wake_.get(), std::nullopt).value();
      if (!completion) {
        eventfd_t taken = 0;
        ::eventfd_read(wake_.get(), &taken);
        continue;
      }
      ended[completion->id] = completion->result.value();
      ++done;
    }
    if (finish_) executor.finish();
    return ended;
  }
  std::vector<JobResult> run(const std::string& argument) { return run({job_of(argument)}); }

  SystemClock clock_;
  const os::Fd wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  const std::shared_ptr<FakeRpc> server_ = std::make_shared<FakeRpc>();
  bool unreachable_ = false;
  bool finish_ = true;
  std::function<JobResult(const Job&)> answer_ = [](const Job& job) {
    return JobResult{.termination = Exited{0}, .standard_output = {.head = "said " + job.arguments.front()}};
  };
  InnerExecutor inner_{[this](const Job& job) { return answer_(job); }};
  std::vector<std::string> warnings_;
};

TEST_F(RemoteCachedExecutorTest, WhatOneMachineRanAnotherDoesNot) {
  EXPECT_FALSE(run("a").front().cached);
  const JobResult again = run("a").front();
  EXPECT_THAT(inner_.ran, IsEmpty());
  ASSERT_TRUE(again.cached);
  EXPECT_EQ(again.cached->id, "run");
  EXPECT_EQ(again.standard_output.head, "said a");
  EXPECT_FALSE(run("b").front().cached);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(RemoteCachedExecutorTest, ManyJobsAreAskedForAndRunAndKept) {
  const std::vector<Job> jobs = many_jobs(300);
  run(std::vector<Job>(jobs.begin(), jobs.begin() + 150));
  EXPECT_THAT(inner_.ran, SizeIs(150));
  const auto ended = run(jobs);
  EXPECT_THAT(inner_.ran, SizeIs(150));
  for (std::size_t i = 0; i < ended.size(); ++i) {
    EXPECT_EQ(ended[i].cached.has_value(), i < 150);
    EXPECT_EQ(ended[i].standard_output.head, "said " + std::to_string(i));
  }
  run(jobs);
  EXPECT_THAT(inner_.ran, IsEmpty());
}

TEST_F(RemoteCachedExecutorTest, OnlyWhatMayStandIsKept) {
  answer_ = [](const Job&) { return JobResult{.termination = Exited{1}}; };
  run("a");
  EXPECT_THAT(server_->results, IsEmpty());
  Job uncached = job_of("b");
  uncached.container.network = Network::kLocal;
  run(std::vector{uncached});
  EXPECT_EQ(server_->count(reapi::kGetActionResult), 1U) << "nobody asks for what is never an answer";
}

TEST_F(RemoteCachedExecutorTest, AFreshJobIsNotAskedForAndKept) {
  run("a");
  server_->results.begin()->second = "another result";
  Job fresh = job_of("a");
  fresh.fresh = true;
  run(std::vector{fresh});
  EXPECT_THAT(inner_.ran, ElementsAre("a"));
  EXPECT_TRUE(run("a").front().cached);
}

TEST_F(RemoteCachedExecutorTest, WhoMayOnlyReadSendsNothing) {
  server_->writable = false;
  run("a");
  EXPECT_EQ(server_->count(reapi::kUpdateActionResult), 0U);
  server_->writable = true;
  run({job_of("a")}, false);
  EXPECT_EQ(server_->count(reapi::kUpdateActionResult), 0U);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(RemoteCachedExecutorTest, AnOutputThatIsGoneOrAnotherRunsTheJobAgain) {
  answer_ = [](const Job&) {
    return JobResult{.termination = Exited{0}, .standard_output = {.head = std::string(10'000, 'x')}};
  };
  run("a");
  ASSERT_THAT(server_->blobs, SizeIs(1));
  server_->blobs.begin()->second = std::string(10'000, 'y');
  EXPECT_EQ(run("a").front().standard_output.head, std::string(10'000, 'x'));
  EXPECT_THAT(inner_.ran, ElementsAre("a"));
  server_->blobs.clear();
  run("a");
  EXPECT_THAT(inner_.ran, ElementsAre("a"));
  server_->results.begin()->second = "\xff";
  run("a");
  EXPECT_THAT(inner_.ran, ElementsAre("a"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(RemoteCachedExecutorTest, AServerThatCannotBeReachedIsSaidOnce) {
  const std::vector<Job> jobs = many_jobs(100);
  unreachable_ = true;
  run(jobs);
  EXPECT_THAT(inner_.ran, SizeIs(100));
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("the remote cache is not asked any more: no module")));
  unreachable_ = false;
  warnings_.clear();
  server_->failures[reapi::kGetActionResult] = std::vector(300, reapi::RpcFailure{RpcCode::kUnauthenticated, "who?"});
  run(jobs);
  EXPECT_THAT(inner_.ran, SizeIs(100));
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("UNAUTHENTICATED: who?")));
}

TEST_F(RemoteCachedExecutorTest, AServerThatDoesNotAnswerIsNotWaitedFor) {
  std::promise<void> never;
  const std::shared_future<void> released = never.get_future().share();
  server_->on_call = [&](const std::string& method) {
    if (method == reapi::kGetActionResult) released.wait();
  };
  server_->on_cancel = [&] { never.set_value(); };
  run({job_of("a"), job_of("b"), job_of("c")});
  EXPECT_THAT(inner_.ran, ElementsAre("a", "b", "c"));
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("takes longer than to run the tests")));
}

TEST_F(RemoteCachedExecutorTest, WhatIsNotSentInTimeIsSaid) {
  std::promise<void> never;
  const std::shared_future<void> released = never.get_future().share();
  server_->on_call = [&](const std::string& method) {
    if (method == reapi::kUpdateActionResult) released.wait();
  };
  server_->on_cancel = [&] { never.set_value(); };
  run({job_of("a"), job_of("b")});
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("2 results were not sent")));
}

TEST_F(RemoteCachedExecutorTest, ARunThatIsCutShortWaitsForNobody) {
  finish_ = false;
  run("a");
  EXPECT_TRUE(server_->cancelled);
}

}  // namespace
}  // namespace maelstrom::execute
