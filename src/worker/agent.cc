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
constexpr milliseconds kLongestPause(5000);
constexpr int kLastWords = 5;  // so often a draining worker tries to say what it has done

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

  bool go_on(reapi::Stage stage) override {
    const reapi::Wish wish = agent_.ports_.life.draining() ? reapi::Wish::kRest : reapi::Wish::kWork;
    const std::string request = reapi::encode_synchronize(agent_.identity_, reapi::UnderWay{action_, stage}, wish);
    ++agent_.ports_.tally.synchronizations;
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
    } else if (told->wish == reapi::Wish::kRest && ports_.life.draining()) {
      return;
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
  for (int attempt = 0;; ++attempt) {
    const reapi::Wish wish = this->wish();
    const std::string request = reapi::encode_synchronize(identity_, state, wish);
    ++ports_.tally.synchronizations;
    const auto answer = wish == reapi::Wish::kRest ? ports_.line.ask(request) : ports_.line.wait(request);
    if (answer) {
      auto desired = reapi::decode_synchronize(*answer);
      if (desired) return Told{std::move(*desired), wish};
      ports_.life.drain_for(Error(desired.error()).in("the engine's answer"));
      return std::nullopt;
    }
    if (!try_again(answer.error(), state, attempt)) return std::nullopt;
  }
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
