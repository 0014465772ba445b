#include "reapi/executions.h"

#include <gmock/gmock.h>

#include "reapi/fake_engine.h"
#include "reapi/fake_rpc.h"

namespace maelstrom::reapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class ExecutionsTest : public ::testing::Test {
 protected:
  void says(const std::vector<std::string>& messages, const RpcResult<std::monostate>& end = std::monostate()) {
    rpc_->engine = [this, messages, end](const std::string&, const std::string& request, const Rpc::Take& take,
                                         const Rpc::End& ended) {
      requests_.push_back(request);
      for (const std::string& message : messages) {
        if (!take(message)) return ended(tl::unexpected(RpcFailure{RpcCode::kCancelled, "given up"}));
      }
      ended(end);
    };
  }
  ExecutionEnd execute() {
    std::optional<ExecutionEnd> ended;
    executions_.start(1, action_, 0, [&](ExecutionEnd end) { ended = std::move(end); });
    return ended.value();
  }

  const std::shared_ptr<FakeRpc> rpc_ = std::make_shared<FakeRpc>();
  const RemoteServer server_{rpc_, {.instance = "team"}};
  Executions executions_{server_, "run"};
  const Digest action_ = digest_of("action");
  std::vector<std::string> requests_;
};

TEST_F(ExecutionsTest, AnActionIsFollowedToItsResult) {
  says({fake::operation("op", ExecutionStage::kQueued), fake::operation("op", ExecutionStage::kExecuting),
        fake::done("op", fake::result(3, "hello"))});
  const ExecutionEnd end = execute();
  ASSERT_TRUE(end.response);
  EXPECT_EQ(end.response->result, fake::result(3, "hello"));
  EXPECT_FALSE(end.response->refusal);
  EXPECT_THAT(end.operation, IsEmpty());
  EXPECT_EQ(fake::action_of(requests_.at(0)), action_);
}

TEST_F(ExecutionsTest, ThePriorityIsTheNearestOfTheEngines) {
  rpc_->lowest_priority = -50;
  rpc_->highest_priority = 20;
  RemoteServer server(rpc_, {});
  ASSERT_TRUE(server.greet());
  Executions executions(server, "run");
  says({fake::done("op", fake::result(0, ""))});
  for (const std::int32_t priority : {-30, 7, 300, -300}) executions.start(1, action_, priority, [](const auto&) {});
  std::vector<std::int64_t> asked;
  for (const std::string& request : requests_) asked.push_back(fake::priority_of(request));
  EXPECT_THAT(asked, ElementsAre(-30, 7, 20, -50));
}

TEST_F(ExecutionsTest, AnEngineWithoutPrioritiesIsAskedForNone) {
  says({fake::done("op", fake::result(0, ""))});
  executions_.start(1, action_, -30, [](const auto&) {});
  EXPECT_EQ(fake::priority_of(requests_.at(0)), 0);
}

TEST_F(ExecutionsTest, WhereActionsAreIsCounted) {
  std::vector<Rpc::Take> takes;
  std::vector<Rpc::End> ends;
  rpc_->engine = [&](const std::string&, const std::string&, const Rpc::Take& take, const Rpc::End& end) {
    takes.push_back(take);
    ends.push_back(end);
  };
  const auto counts = [this] {
    const ExecutionCounts counts = executions_.counts();
    return std::pair<std::size_t, std::size_t>(counts.queued, counts.executing);
  };
  for (std::uint64_t i = 0; i < 2; ++i) executions_.start(i, action_, 0, [](const auto&) {});
  EXPECT_THAT(counts(), Pair(0U, 0U));
  for (const Rpc::Take& take : takes) take(fake::operation("op", ExecutionStage::kQueued));
  EXPECT_THAT(counts(), Pair(2U, 0U));
  takes[0](fake::operation("op", ExecutionStage::kExecuting));
  EXPECT_THAT(counts(), Pair(1U, 1U));
  takes[0](fake::done("op", fake::result(0, "")));
  ends[0](std::monostate());
  EXPECT_THAT(counts(), Pair(1U, 0U));
  ends[1](tl::unexpected(RpcFailure{RpcCode::kUnavailable, "gone"}));
  EXPECT_THAT(counts(), Pair(0U, 0U));
}

TEST_F(ExecutionsTest, WhatWaitsLastInTheQueueIsWithdrawnFirstAndOnce) {
  std::vector<Rpc::Take> takes;
  rpc_->engine = [&](const std::string&, const std::string&, const Rpc::Take& take, const Rpc::End&) {
    takes.push_back(take);
  };
  for (const std::uint64_t number : {5, 9, 7}) executions_.start(number, action_, 0, [](const auto&) {});
  EXPECT_FALSE(executions_.withdraw());
  for (const Rpc::Take& take : takes) {
    take(fake::operation("op" + std::to_string(&take - takes.data()), ExecutionStage::kQueued));
  }
  takes[2](fake::operation("op2", ExecutionStage::kExecuting));
  const auto last = executions_.withdraw();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->number, 9U);
  EXPECT_EQ(last->operation, "op1");
  EXPECT_EQ(executions_.withdraw()->number, 5U);
  EXPECT_FALSE(executions_.withdraw());
}

TEST_F(ExecutionsTest, ALostStreamNamesTheOperationThatGoesOn) {
  says({fake::operation("team/operations/1", ExecutionStage::kQueued)},
       tl::unexpected(RpcFailure{RpcCode::kUnavailable, "gone"}));
  const ExecutionEnd lost = execute();
  EXPECT_FALSE(lost.response);
  EXPECT_EQ(lost.failure.code, RpcCode::kUnavailable);
  EXPECT_EQ(lost.operation, "team/operations/1");

  says({fake::done("team/operations/1", fake::result(0, ""))});
  std::optional<ExecutionEnd> found;
  executions_.resume(1, lost.operation, [&](ExecutionEnd end) { found = std::move(end); });
  EXPECT_TRUE(found.value().response);
  EXPECT_THAT(rpc_->calls, ElementsAre(kExecute, kWaitExecution));
}

TEST_F(ExecutionsTest, AStreamThatEndsBeforeItsActionIsLost) {
  says({fake::operation("op", ExecutionStage::kExecuting)});
  const ExecutionEnd end = execute();
  EXPECT_FALSE(end.response);
  EXPECT_EQ(end.failure.code, RpcCode::kUnavailable);
  EXPECT_EQ(end.operation, "op");
}

TEST_F(ExecutionsTest, WhatTheEngineRefusesIsSaidWithTheBlobsThatItLacks) {
  const Digest lacking = digest_of("lacking");
  says({fake::done("op", "", fake::status(RpcCode::kFailedPrecondition, "no blob", {lacking}))});
  const ExecutionEnd end = execute();
  ASSERT_TRUE(end.response && end.response->refusal);
  EXPECT_EQ(end.response->refusal->failure.code, RpcCode::kFailedPrecondition);
  EXPECT_THAT(end.response->refusal->missing, ElementsAre(lacking));
  EXPECT_EQ(end.response->message, "see the log");

  const Refusal of_call = refusal_of(
      {RpcCode::kFailedPrecondition, "no action", fake::status(RpcCode::kFailedPrecondition, "no action", {action_})});
  EXPECT_THAT(of_call.missing, ElementsAre(action_));
  EXPECT_THAT(refusal_of({RpcCode::kFailedPrecondition, "no action", "\xff\xff"}).missing, IsEmpty());
}

TEST_F(ExecutionsTest, AMessageThatIsNoneEndsTheStream) {
  says({"\xff\xff"});
  const ExecutionEnd end = execute();
  EXPECT_EQ(end.failure.code, RpcCode::kInternal);
  EXPECT_THAT(end.failure.message, HasSubstr("message"));
}

// What an engine's scheduler has, and what becomes of it.
class CancelTest : public ExecutionsTest {
 protected:
  struct Listed {
    std::string name;
    Digest action;
    std::string invocation;
    bool completed = false;
  };

  // An action is under way as "team/operations/NAME".
  void begin(const std::string& name) {
    rpc_->engine = [this, name](const std::string&, const std::string&, const Rpc::Take& take, const Rpc::End& end) {
      take(fake::operation("team/operations/" + name, ExecutionStage::kExecuting));
      streams_.push_back(end);
    };
    executions_.start(1, action_, 0, [](const ExecutionEnd&) {});
  }
  void schedule(const std::vector<Listed>& operations) {
    rpc_->answers[kListOperations] = [operations](std::string_view) -> RpcResult<std::string> {
      wire::Writer out;
      for (const Listed& one : operations) out.message(1, encoded(one));
      return out.take();
    };
    rpc_->answers[kKillOperations] = [this](std::string_view request) -> RpcResult<std::string> {
      killed_.emplace_back(request);
      return std::string();
    };
  }
  static std::string encoded(const Listed& one) {
    wire::Writer metadata;
    metadata.text(3, one.invocation);
    wire::Writer invocation;
    invocation.message(2, fake::any("build.bazel.remote.execution.v2.RequestMetadata", metadata.bytes()));
    wire::Writer out;
    out.text(1, one.name);
    out.message(2, invocation.bytes());
    out.message(5, encode(one.action));
    if (one.completed) out.message(10, "");
    return out.take();
  }

  std::vector<std::string> killed_;
  std::vector<Rpc::End> streams_;
};

TEST_F(CancelTest, WhatRunsForThisInvocationIsKilled) {
  begin("1");
  schedule({{"1", action_, "run"},
            {"2", digest_of("two"), "run"},
            {"3", digest_of("three"), "run", true},
            {"4", digest_of("four"), "other"}});
  executions_.cancel_all(std::chrono::seconds(10));
  EXPECT_THAT(killed_, ElementsAre(HasSubstr("1"), HasSubstr("2")));
  EXPECT_TRUE(rpc_->cancelled);
}

TEST_F(CancelTest, WhatAnotherInvocationWaitsForIsLeftAlone) {
  begin("1");
  schedule({{"1", action_, "run"}, {"9", action_, "other"}});
  executions_.cancel_all(std::chrono::seconds(10));
  EXPECT_THAT(killed_, IsEmpty());
  EXPECT_TRUE(rpc_->cancelled);
}

TEST_F(CancelTest, AnEngineThatKillsNothingIsAskedToCancel) {
  begin("1");
  std::vector<std::string> asked;
  rpc_->answers[kCancelOperation] = [&](std::string_view request) -> RpcResult<std::string> {
    asked.emplace_back(request);
    return std::string();
  };
  executions_.cancel_all(std::chrono::seconds(10));
  EXPECT_THAT(asked, ElementsAre(encode_operation_name("team/operations/1")));
  EXPECT_TRUE(rpc_->cancelled);
}

}  // namespace
}  // namespace maelstrom::reapi
