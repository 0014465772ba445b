#include "worker/engine_line.h"

#include <chrono>
#include <utility>

#include "reapi/worker_messages.h"

namespace maelstrom::worker {
namespace {

using std::chrono::milliseconds;

// The scheduler answers an idle worker after two minutes at the latest.
constexpr milliseconds kWaiting(150'000);
constexpr milliseconds kPrompt(10'000);
constexpr milliseconds kMoment(50);

// What says nothing of the engine: we gave up, or it has nothing to say.
bool is_silence(const reapi::RpcFailure& failure) { return failure.code == reapi::RpcCode::kCancelled; }

}  // namespace

EngineLine::EngineLine(Rpcs rpcs, Lifecycle& life, std::function<void(const std::string&)> tell)
    : rpcs_(std::move(rpcs)), tell_(std::move(tell)) {
  life.when_draining([waiting = rpcs_.waiting] { waiting->cancel_all(); });
}

reapi::RpcResult<std::string> EngineLine::wait(std::string_view request) {
  return noted(rpcs_.waiting->call({reapi::kSynchronize, kWaiting}, request));
}

reapi::RpcResult<std::string> EngineLine::ask(std::string_view request) {
  return noted(rpcs_.prompt->call({reapi::kSynchronize, kPrompt}, request));
}

reapi::RpcResult<std::string> EngineLine::peek(std::string_view request) {
  auto answer = rpcs_.prompt->call({reapi::kSynchronize, kMoment}, request);
  if (!answer && answer.error().code == reapi::RpcCode::kDeadlineExceeded) return answer;
  return noted(std::move(answer));
}

reapi::RpcResult<std::string> EngineLine::noted(reapi::RpcResult<std::string> answer) {
  if (answer) {
    said_lost_ = false;
    if (!reached_.exchange(true)) tell_(ever_reached_ ? "the engine is reached again" : "the engine is reached");
    ever_reached_ = true;
  } else if (!is_silence(answer.error())) {
    reached_ = false;
    if (!said_lost_.exchange(true)) tell_("the engine is not reached: " + reapi::to_string(answer.error()));
  }
  return answer;
}

}  // namespace maelstrom::worker
