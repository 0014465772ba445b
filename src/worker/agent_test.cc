#include "worker/agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "worker/fake_engine.h"

namespace maelstrom::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Digest kFirst = digest_of("first");
const Digest kSecond = digest_of("second");

// Runs no containers: asks its watch until it has enough.
class FakeRunner final : public Runner {
 public:
  std::optional<std::string> run(const reapi::Assignment& assignment, Watch& watch) override {
    if (before) before();
    EXPECT_TRUE(watch.take_turn(std::chrono::milliseconds(0)));
    ran.push_back(assignment.digest);
    for (int glance = 0; glance < glances; ++glance) {
      if (!watch.go_on(reapi::Stage::kRunning)) return std::nullopt;
    }
    return "response of " + assignment.digest.to_string();
  }
  std::function<void()> before;
  int glances = 0;
  std::vector<Digest> ran;
};

class AgentTest : public ::testing::Test {
 protected:
  void run() {
    EngineLine line({waiting, prompt}, life, [this](const std::string& line) { told.push_back(line); });
    Agent({.id = {{"slot", "0"}}, .instance_prefix = "", .platform = {}}, {line, runner, turns, life, tally}).run();
  }
  std::vector<std::string> states(FakeEngine& engine) {
    std::vector<std::string> all;
    for (const Said& said : engine.said()) all.push_back(said.state + (said.wants_rest ? ", rest" : ""));
    return all;
  }
  static FakeEngine::Answer fails(reapi::RpcCode code) { return tl::unexpected(reapi::RpcFailure{code, "said"}); }
  // What is said where calls are answered at once, but for the first greeting.
  std::vector<std::string> prompt_states() {
    std::vector<std::string> all = states(*prompt);
    EXPECT_EQ(all.at(0), "idle, rest");
    all.erase(all.begin());
    return all;
  }
  // Answers in this order; drains the worker when there are no more.
  void script(std::vector<FakeEngine::Answer> answers) {
    waiting->respond = [this, answers = std::move(answers),
                        next = std::size_t(0)](const Said&) mutable -> std::optional<FakeEngine::Answer> {
      if (next < answers.size()) return answers[next++];
      drainer = std::thread([this] { life.drain(); });
      return std::nullopt;
    };
  }
  void TearDown() override {
    if (drainer.joinable()) drainer.join();
  }

  AgentTest() {
    prompt->respond = [](const Said&) { return FakeEngine::idle(); };
  }

  std::shared_ptr<FakeEngine> waiting = std::make_shared<FakeEngine>();
  std::shared_ptr<FakeEngine> prompt = std::make_shared<FakeEngine>();
  FakeRunner runner;
  SystemClock clock;
  Turns turns{1, 1, clock};
  Lifecycle life;
  Tally tally;
  std::vector<std::string> told;
  std::thread drainer;
};

TEST_F(AgentTest, SaysWhatItHasDoneAndIsGivenTheNextInTheSameCall) {
  script({FakeEngine::idle(), FakeEngine::execute(kFirst, ""), FakeEngine::execute(kSecond, ""), FakeEngine::idle()});
  run();
  EXPECT_THAT(states(*waiting), ElementsAre("idle", "idle", "completed", "completed", "idle"));
  EXPECT_EQ(waiting->said()[2].response, "response of " + kFirst.to_string());
  EXPECT_EQ(waiting->said()[3].action, kSecond);
  EXPECT_THAT(prompt_states(), ElementsAre("idle, rest"));
  EXPECT_THAT(told, ElementsAre("the engine is reached"));
}

TEST_F(AgentTest, AnActionThatIsNotWantedAnyMoreIsStopped) {
  runner.glances = 3;
  script({FakeEngine::execute(kFirst, "")});
  prompt->respond = [glance = 0](const Said& said) mutable -> FakeEngine::Answer {
    if (said.state != "running" || ++glance == 2) return FakeEngine::idle();
    return FakeEngine::go_on();
  };
  run();
  EXPECT_THAT(prompt_states(), ElementsAre("running", "running", "idle, rest"));
  EXPECT_THAT(states(*waiting), ElementsAre("idle", "idle"));
}

TEST_F(AgentTest, AnotherActionTakesTheOnesPlace) {
  runner.glances = 1;
  script({FakeEngine::execute(kFirst, "")});
  prompt->respond = [](const Said& said) -> FakeEngine::Answer {
    if (said.action == kFirst) return FakeEngine::execute(kSecond, "");
    return said.state == "running" ? FakeEngine::execute(kSecond, "") : FakeEngine::idle();
  };
  run();
  EXPECT_THAT(runner.ran, ElementsAre(kFirst, kSecond));
  EXPECT_EQ(waiting->said()[1].action, kSecond);
}

TEST_F(AgentTest, AnEngineThatIsAwayDoesNotStopWhatRuns) {
  runner.glances = 2;
  script({FakeEngine::execute(kFirst, "")});
  prompt->respond = [](const Said& said) -> FakeEngine::Answer {
    return said.state == "running" ? fails(reapi::RpcCode::kUnavailable) : FakeEngine::idle();
  };
  run();
  EXPECT_THAT(prompt_states(), ElementsAre("running", "running", "completed, rest", "idle, rest"));
}

TEST_F(AgentTest, AnEngineThatGoesAwayIsAskedUntilItIsBack) {
  script({FakeEngine::idle(), fails(reapi::RpcCode::kUnavailable), FakeEngine::idle()});
  prompt->respond = [asked = 0](const Said&) mutable -> FakeEngine::Answer {
    if (++asked == 2) return fails(reapi::RpcCode::kPermissionDenied);
    return FakeEngine::idle();
  };
  run();
  EXPECT_THAT(told, ElementsAre("the engine is reached", "the engine is not reached: UNAVAILABLE: said",
                                "the engine is reached again"));
  EXPECT_FALSE(life.error());
}

TEST_F(AgentTest, AnEngineThatTakesNoWorkersIsAnError) {
  prompt->respond = [](const Said&) { return fails(reapi::RpcCode::kUnimplemented); };
  run();
  ASSERT_TRUE(life.error());
  EXPECT_THAT(life.error()->message(), HasSubstr("takes no workers"));
  EXPECT_THAT(life.error()->message(), HasSubstr("UNIMPLEMENTED: said"));
  EXPECT_THAT(told, ElementsAre("the engine is not reached: UNIMPLEMENTED: said"));
}

TEST_F(AgentTest, WhatWasAssignedWhenTheDrainBeganIsRun) {
  script({});
  prompt->respond = [asked = 0](const Said& said) mutable -> FakeEngine::Answer {
    if (++asked == 1 || said.action) return FakeEngine::idle();
    return FakeEngine::execute(kFirst, "");
  };
  run();
  EXPECT_THAT(runner.ran, ElementsAre(kFirst));
  EXPECT_THAT(prompt_states(), ElementsAre("idle, rest", "completed, rest"));
}

TEST_F(AgentTest, ADrainedWorkerWithoutWorkEndsWhereItsEngineIsAway) {
  script({});
  prompt->respond = [asked = 0](const Said&) mutable -> FakeEngine::Answer {
    if (++asked == 1) return FakeEngine::idle();
    return fails(reapi::RpcCode::kUnavailable);
  };
  run();
  EXPECT_THAT(prompt_states(), ElementsAre("idle, rest"));
}

// Where all slots are busy.
class AgentAheadTest : public AgentTest {
 protected:
  AgentAheadTest() {
    busy.note_heard();
    for (int i = 0; i < 2; ++i) {  // so that it is known how long one takes
      busy.give();
      EXPECT_TRUE(busy.run(std::chrono::milliseconds(0)));
    }
  }
  Turns turns_of_two{1, 2, clock};
  Turn busy{turns_of_two};
  void run_ahead() {
    EngineLine line({waiting, prompt}, life, [this](const std::string& line) { told.push_back(line); });
    Agent({.id = {{"slot", "1"}}, .instance_prefix = "", .platform = {}}, {line, runner, turns_of_two, life, tally})
        .run();
  }
};

TEST_F(AgentAheadTest, WhatWaitsInTheQueueIsTakenAndRunsWhenASlotIsFree) {
  script({});
  prompt->respond = [this, asked = 0](const Said& said) mutable -> std::optional<FakeEngine::Answer> {
    if (++asked == 1) return FakeEngine::idle();
    if (said.state == "idle" && !said.wants_rest) {
      busy.give();
      return FakeEngine::execute(kFirst, "");
    }
    return FakeEngine::idle();
  };
  run_ahead();
  EXPECT_THAT(runner.ran, ElementsAre(kFirst));
  EXPECT_THAT(prompt_states(), ElementsAre("idle", "completed, rest"));
  EXPECT_THAT(states(*waiting), ElementsAre("completed"));
}

TEST_F(AgentAheadTest, AnActionFromBeforeARestartComesBeforeWhoWaitsForWork) {
  busy.give();
  runner.before = [this] { EXPECT_FALSE(busy.wait_for_work()); };
  script({});
  prompt->respond = [asked = 0](const Said&) mutable -> FakeEngine::Answer {
    return ++asked == 1 ? FakeEngine::execute(kFirst, "") : FakeEngine::idle();
  };
  run_ahead();
  EXPECT_THAT(runner.ran, ElementsAre(kFirst));
}

TEST_F(AgentAheadTest, WhereNothingWaitsItIsAtRestAgain) {
  script({});
  prompt->respond = [this, asked = 0](const Said& said) mutable -> std::optional<FakeEngine::Answer> {
    if (++asked == 1) return FakeEngine::idle();
    if (!said.wants_rest) return std::nullopt;  // it gives up after a moment
    busy.give();
    return FakeEngine::idle();
  };
  run_ahead();
  EXPECT_THAT(prompt_states(), ElementsAre("idle", "idle, rest", "idle, rest"));
  EXPECT_THAT(states(*waiting), ElementsAre("idle"));
  EXPECT_THAT(told, ElementsAre("the engine is reached"));
}

// The engine reads the call that was given up after the next one, and what it gives then is nobody else's.
TEST_F(AgentAheadTest, WhatACallWasGivenAfterItWasGivenUpIsAskedFor) {
  script({});
  prompt->respond = [this, asked = 0](const Said& said) mutable -> std::optional<FakeEngine::Answer> {
    if (++asked == 2 && !said.wants_rest) return std::nullopt;
    if (asked != 4) return FakeEngine::idle();
    busy.give();
    return FakeEngine::execute(kFirst, "");
  };
  run_ahead();
  EXPECT_THAT(runner.ran, ElementsAre(kFirst));
  EXPECT_THAT(prompt_states(), ElementsAre("idle", "idle, rest", "idle, rest", "completed, rest"));
  EXPECT_THAT(states(*waiting), ElementsAre("completed"));
}

}  // namespace
}  // namespace maelstrom::worker
