#include "worker/agent.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>
#include <variant>

namespace maelstrom::worker {
namespace {

using reapi::RpcCode;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause(100);
constexpr milliseconds kLongestPause(1000);
// How often an id that has no turn looks for what waits in the engine's queue, and for a turn.
constexpr milliseconds kBetweenLooks(1000);
constexpr milliseconds kShortGlance(20);
// How often an id at rest says so. A call that was given up may reach the engine after the one that followed it, and
// what the engine gave it then is told in the next answer only.
constexpr milliseconds kBetweenWords(10'000);
constexpr milliseconds kAfterGivingUp(500);
constexpr int kLastWords = 6;  // so often a draining worker tries to say what it has done

// Twice as long after each attempt; no two ids come back at the same time.
milliseconds pause_after(int attempt) {
  const milliseconds longest = std::min(kLongestPause, kFirstPause * (1 << std::min(attempt, 10)));
  thread_local std::minstd_rand random{std::random_device()()};
  return milliseconds(std::uniform_int_distribution<std::int64_t>(longest.count() / 2, longest.count())(random));
}

// What no time mends: an engine without workers, or without this one.
bool is_final(const reapi::RpcFailure& failure) {
  return failure.code == RpcCode::kUnimplemented || failure.code == RpcCode::kPermissionDenied ||
         failure.code == RpcCode::kUnauthenticated || failure.code == RpcCode::kInvalidArgument;
}

Error refusal(const reapi::RpcFailure& failure) {
  const bool nobody = failure.code == RpcCode::kUnimplemented;
  return {ErrorCode::kUnavailable,
          std::string(nobody ? "the engine takes no workers of Buildbarn's kind (bb_scheduler's workerGrpcServers)"
                             : "the engine does not take this worker") +
              ": " + reapi::to_string(failure)};
}

}  // namespace

// While an action is under way.
class Agent::OnDuty final : public Watch {
 public:
  OnDuty(Agent& agent, const Digest& action) : agent_(agent), action_(action) {}

  bool take_turn(milliseconds patience) override { return agent_.turn_.run(patience); }
  void end_turn() override { agent_.turn_.give(); }

  bool go_on(reapi::Stage stage) override {
    const reapi::Wish wish = agent_.ports_.life.draining() ? reapi::Wish::kRest : reapi::Wish::kWork;
    const std::string request = agent_.encoded(reapi::UnderWay{action_, stage}, wish);
    const auto answer = agent_.ports_.line.ask(request);
    // An engine that is away for a moment still waits for what comes of the action.
    if (!answer) return true;
    auto desired = reapi::decode_synchronize(*answer);
    if (!desired || std::holds_alternative<reapi::GoOn>(*desired)) return true;
    auto* assignment = std::get_if<reapi::Assignment>(&*desired);
    if (assignment == nullptr) return false;
    if (assignment->digest == action_) return true;
    next_ = std::move(*assignment);
    return false;
  }
  // What is wanted in place of an action that is not wanted any more.
  std::optional<reapi::Assignment> take_next() { return std::exchange(next_, std::nullopt); }

 private:
  Agent& agent_;
  const Digest action_;
  std::optional<reapi::Assignment> next_;
};

void Agent::run() {
  reapi::WorkerState state = reapi::Idle{};
  while (true) {
    auto told = synchronize(state);
    if (!told) return;
    state = reapi::Idle{};
    if (auto* assignment = std::get_if<reapi::Assignment>(&told->desired)) {
      state = work(std::move(*assignment));
      turn_.give();
    } else if (told->wish == reapi::Wish::kRest) {
      turn_.give();  // a claim, for which there was nothing
      if (ports_.life.draining()) return;
    }
  }
}

reapi::WorkerState Agent::work(reapi::Assignment assignment) {
  std::optional<reapi::Assignment> next = std::move(assignment);
  while (next) {
    OnDuty duty(*this, next->digest);
    auto response = ports_.runner.run(*next, duty);
    if (response) return reapi::Completed{next->digest, std::move(*response)};
    next = duty.take_next();
  }
  return reapi::Idle{};
}

std::optional<Agent::Told> Agent::synchronize(const reapi::WorkerState& state) {
  for (int attempt = 0;;) {
    const auto said = say(state);
    if (!said) continue;
    if (said->answer) {
      auto desired = reapi::decode_synchronize(*said->answer);
      if (desired && std::holds_alternative<reapi::Assignment>(*desired)) turn_.reserve();
      turn_.note_heard();
      if (desired) return Told{std::move(*desired), said->wish};
      ports_.life.drain_for(Error(desired.error()).in("the engine's answer"));
      return std::nullopt;
    }
    if (!try_again(said->answer.error(), state, attempt++)) return std::nullopt;
  }
}

std::optional<Agent::Said> Agent::say(const reapi::WorkerState& state) {
  // A call that waits for work says nothing for minutes: whether the engine is there is asked before.
  const bool greets = !turn_.is_heard() || !ports_.line.reached();
  if (greets || ports_.life.draining()) return say_at_rest(state);
  if (turn_.wait_for_work()) return Said{reapi::Wish::kWork, ports_.line.wait(encoded(state, reapi::Wish::kWork))};
  const bool has_something_to_say = std::holds_alternative<reapi::Completed>(state);
  const auto now = std::chrono::steady_clock::now();
  const auto left = std::chrono::ceil<milliseconds>(next_look_ - now);
  if (has_something_to_say || left.count() <= 0) {
    if (turn_.claim()) return look_into_queue(state);
    if (has_something_to_say) return say_at_rest(state);
  }
  const auto silent = std::chrono::ceil<milliseconds>(next_word_ - now);
  if (silent.count() <= 0) return say_at_rest(state);
  turn_.glance(std::min(silent, std::clamp(left, kShortGlance, kBetweenLooks)));
  return std::nullopt;
}

Agent::Said Agent::say_at_rest(const reapi::WorkerState& state) {
  next_word_ = std::chrono::steady_clock::now() + (std::exchange(gave_up_, false) ? kAfterGivingUp : kBetweenWords);
  return {reapi::Wish::kRest, ports_.line.ask(encoded(state, reapi::Wish::kRest))};
}

// What waits there is given at once; a moment later the id takes nothing more.
std::optional<Agent::Said> Agent::look_into_queue(const reapi::WorkerState& state) {
  auto answer = ports_.line.peek(encoded(state, reapi::Wish::kWork));
  if (answer || answer.error().code != RpcCode::kDeadlineExceeded) return Said{reapi::Wish::kWork, std::move(answer)};
  next_look_ = std::chrono::steady_clock::now() + kBetweenLooks;
  gave_up_ = true;
  return say_at_rest(state);
}

std::string Agent::encoded(const reapi::WorkerState& state, reapi::Wish wish) {
  ++ports_.tally.synchronizations;
  return reapi::encode_synchronize(identity_, state, wish);
}

bool Agent::try_again(const reapi::RpcFailure& failure, const reapi::WorkerState& state, int attempt) {
  if (is_final(failure) && !ports_.line.ever_reached()) {
    ports_.life.drain_for(refusal(failure));
    return false;
  }
  // The call waited for work when the drain began: that is said in another way then.
  if (failure.code == RpcCode::kCancelled && ports_.life.draining()) return true;
  const bool has_something_to_say = std::holds_alternative<reapi::Completed>(state);
  if (ports_.life.draining() && (!has_something_to_say || attempt >= kLastWords)) return false;
  ++ports_.tally.lost_connections;
  const milliseconds pause = pause_after(attempt);
  if (!ports_.life.pause(pause) && has_something_to_say) std::this_thread::sleep_for(pause);
  return true;
}

}  // namespace maelstrom::worker
