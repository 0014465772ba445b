#include "execute/remote_jobs.h"

#include "execute/remote_testing.h"

namespace maelstrom::execute {
namespace {

using reapi::RpcCode;
using reapi::fake::result;
using reapi::fake::status;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RemoteJobsTest : public RemoteTest {
 protected:
  RemoteJob remote(const std::string& argument) {
    reapi::JobEncoder encoder(cell_, {});
    const Job job = this->job(argument);
    return {.id = 7,
            .encoded = encoder.encode(job).value(),
            .layers = job.layers,
            .output_limit = 1000,
            .may_stand = job.may_stand};
  }
  // What comes of the job "a".
  Result<JobResult> run() {
    const auto jobs = make_jobs();
    jobs->start(remote("a"));
    while (true) {
      if (const auto lost = jobs->lost()) return fail(Error(*lost).in("lost"));
      for (Completion& completion : jobs->take()) return std::move(completion.result);
      wait();
    }
  }
  std::string said() {
    const auto ended = run();
    return ended ? ended->standard_output.head : ended.error().message();
  }
};

TEST_F(RemoteJobsTest, AJobIsUploadedAndExecuted) {
  says_ = {done(result(3, "hello"))};
  const JobResult ended = run().value();
  EXPECT_EQ(ended.termination, Termination(Exited{3}));
  EXPECT_EQ(ended.standard_output.head, "hello");
  EXPECT_EQ(ended.worker, "the engine");
  EXPECT_FALSE(ended.cached);
  EXPECT_THAT(executed_, ElementsAre(remote("a").encoded.digest));
  EXPECT_TRUE(server_->blobs.contains(executed_.front()));
  EXPECT_TRUE(server_->blobs.contains(layer_));
}

TEST_F(RemoteJobsTest, AnEarlierResultStandsIfItMay) {
  server_->results[remote("a").encoded.digest] = result(0, "earlier");
  const JobResult ended = run().value();
  EXPECT_EQ(ended.standard_output.head, "earlier");
  EXPECT_TRUE(ended.cached);
  EXPECT_THAT(executed_, IsEmpty());
  EXPECT_EQ(server_->count(reapi::kFindMissingBlobs), 0U) << "nothing is uploaded for it";

  server_->results[remote("a").encoded.digest] = result(1, "earlier");
  EXPECT_EQ(said(), "said");
  EXPECT_THAT(executed_, SizeIs(1));
}

// containment: FILES, why_no_more: "no"
constexpr const char* kFilesOnly = "8001018a01026e6f";

TEST_F(RemoteJobsTest, AJobThatHadLessThanAContainerIsAnErrorUnlessThatIsAccepted) {
  says_ = {done(result(0, "there", kFilesOnly))};
  EXPECT_THAT(said(), AllOf(HasSubstr("no container can be made on the engine: no; it ran with files of its own only"),
                            HasSubstr("--accept-isolation files")));
  accepted_ = Containment::kFiles;
  says_ = {done(result(0, "there", kFilesOnly))};
  EXPECT_EQ(said(), "there");
}

TEST_F(RemoteJobsTest, WhatOthersAcceptedIsNoEarlierResult) {
  server_->results[remote("a").encoded.digest] = result(0, "earlier", kFilesOnly);
  says_ = {done(result(0, "now"))};
  EXPECT_EQ(said(), "now");
}

TEST_F(RemoteJobsTest, WhatItsWorkerCouldNotRunIsAnError) {
  says_ = {done(result(125, "", "9201046e6f6e65"))};  // failure: "none"
  EXPECT_THAT(said(), HasSubstr("not run by the engine: none"));
}

TEST_F(RemoteJobsTest, WhatTheEngineLacksIsUploadedAgain) {
  // By the scheduler, as the error of the call; by the worker, as that of the action.
  const std::string lacking = status(RpcCode::kFailedPrecondition, "no blob", {layer_});
  for (const Say& lack : {lost({RpcCode::kFailedPrecondition, "no blob", lacking}, ""), done("", lacking)}) {
    says_ = {[this, lack](const reapi::Rpc::Take& take, const reapi::Rpc::End& end) {
      server_->blobs.erase(layer_);
      lack(take, end);
    }};
    EXPECT_EQ(said(), "said");
    EXPECT_TRUE(server_->blobs.contains(layer_));
  }
  const std::vector always(10, done("", lacking));
  says_ = always;
  EXPECT_THAT(said(), HasSubstr("not run by the engine: FAILED_PRECONDITION: no blob"));
}

TEST_F(RemoteJobsTest, ALostStreamIsFollowedAgain) {
  says_ = {lost({RpcCode::kUnavailable, "gone"}, "operations/1")};
  EXPECT_EQ(said(), "said");
  EXPECT_EQ(server_->count(reapi::kWaitExecution), 1U);
  EXPECT_THAT(executed_, SizeIs(1));

  // A scheduler that starts again has forgotten it.
  says_ = {lost({RpcCode::kUnavailable, "gone"}, "operations/1"), lost({RpcCode::kNotFound, "no such operation"}, "")};
  EXPECT_EQ(said(), "said");
  EXPECT_THAT(executed_, SizeIs(3));
}

TEST_F(RemoteJobsTest, AnActionThatLostItsWorkerRunsAgain) {
  says_ = {done("", status(RpcCode::kUnavailable, "Worker disappeared")),
           done("", status(RpcCode::kCancelled, "killed by a stranger"))};
  EXPECT_EQ(said(), "said");
  EXPECT_THAT(executed_, SizeIs(3));
}

TEST_F(RemoteJobsTest, AnActionThatCannotBeRunIsAnErrorOfItsJob) {
  says_ = {done("", status(RpcCode::kInvalidArgument, "no such thing"))};
  EXPECT_EQ(said(), "not run by the engine: INVALID_ARGUMENT: no such thing; see the log");
  says_ = {done("")};
  EXPECT_THAT(said(), HasSubstr("neither a result nor a reason"));
}

TEST_F(RemoteJobsTest, WhatTookTooLongTimedOut) {
  says_ = {done(result(0, "so far"), status(RpcCode::kDeadlineExceeded, "too long"))};
  const JobResult ended = run().value();
  EXPECT_EQ(ended.termination, Termination(TimedOut{}));
  EXPECT_EQ(ended.standard_output.head, "so far");
}

TEST_F(RemoteJobsTest, OutputsAreKeptWithinTheJobsLimit) {
  says_ = {done(result(0, std::string(5000, 'x')))};
  const JobResult ended = run().value();
  EXPECT_EQ(ended.standard_output.head.size(), 500U);
  EXPECT_EQ(ended.standard_output.dropped, 4000U);
}

TEST_F(RemoteJobsTest, AnEngineThatCannotBeUsedIsLost) {
  unreachable_ = true;
  EXPECT_EQ(said(), "lost: the engine: no module");
  unreachable_ = false;
  server_->executes = false;
  EXPECT_THAT(said(), HasSubstr("lost: the engine: it keeps results and runs nothing"));
  server_->executes = true;
  server_->failures[reapi::kExecute] = {{RpcCode::kPermissionDenied, "not you"}};
  EXPECT_EQ(said(), "lost: the engine: PERMISSION_DENIED: not you");
  server_->failures[reapi::kExecute] = std::vector(12, reapi::RpcFailure{RpcCode::kUnavailable, "no workers"});
  EXPECT_EQ(said(), "lost: the engine: UNAVAILABLE: no workers");
}

TEST_F(RemoteJobsTest, WhatIsWithdrawnDoesNotComeBackAndIsEndedThere) {
  reapi::Rpc::End under_way;
  says_ = {[&](const reapi::Rpc::Take& take, const reapi::Rpc::End& end) {
    under_way = end;
    take(reapi::fake::operation("operations/1", reapi::ExecutionStage::kQueued));
    ::eventfd_write(wake_.get(), 1);
  }};
  std::atomic<int> cancelled = 0;
  server_->answers[reapi::kCancelOperation] = [&](std::string_view request) -> reapi::RpcResult<std::string> {
    EXPECT_EQ(request, reapi::encode_operation_name("operations/1"));
    ++cancelled;
    ::eventfd_write(wake_.get(), 1);
    return std::string();
  };
  const auto jobs = make_jobs();
  jobs->start(remote("a"));
  while (jobs->standing().with_engine.queued == 0) wait();
  EXPECT_TRUE(jobs->withdraw());
  EXPECT_FALSE(jobs->withdraw());
  EXPECT_EQ(jobs->standing().jobs, 0U);
  while (cancelled == 0) wait();
  under_way(tl::unexpected(reapi::RpcFailure{RpcCode::kCancelled, "as it was asked to"}));
  // What comes after it has an answer.
  RemoteJob next = remote("b");
  next.id = 8;
  jobs->start(std::move(next));
  std::vector<Completion> answered;
  while (answered.empty()) {
    wait();
    answered = jobs->take();
  }
  EXPECT_THAT(answered, SizeIs(1));
  EXPECT_EQ(jobs->standing().jobs, 0U);
}

TEST_F(RemoteJobsTest, CancelledNothingComesBackAndWhatRunsIsEnded) {
  reapi::Rpc::End under_way;
  std::atomic<bool> runs = false;
  says_ = {[&](const reapi::Rpc::Take& take, const reapi::Rpc::End& end) {
    take(reapi::fake::operation("operations/1", reapi::ExecutionStage::kExecuting));
    under_way = end;
    runs = true;
    ::eventfd_write(wake_.get(), 1);
  }};
  std::vector<std::string> cancelled;
  server_->answers[reapi::kCancelOperation] = [&](std::string_view request) -> reapi::RpcResult<std::string> {
    cancelled.emplace_back(request);
    return std::string();
  };
  server_->on_cancel = [&] {
    if (under_way) std::exchange(under_way, nullptr)(tl::unexpected(reapi::RpcFailure{RpcCode::kCancelled, ""}));
  };
  const auto jobs = make_jobs();
  jobs->start(remote("a"));
  while (!runs) wait();
  jobs->cancel();
  EXPECT_THAT(jobs->take(), IsEmpty());
  EXPECT_FALSE(jobs->lost());
  EXPECT_THAT(cancelled, ElementsAre(reapi::encode_operation_name("operations/1")));
}

}  // namespace
}  // namespace maelstrom::execute
