#include "session/ended_jobs.h"

#include <utility>

namespace maelstrom::session {
namespace {

constexpr std::chrono::milliseconds kShort{5};
constexpr std::size_t kTogether = 8;
constexpr int kRemembered = 8;  // jobs, about

bool has_passed(const Completion& completion) {
  if (!completion.result) return false;
  const auto* exited = std::get_if<Exited>(&completion.result->termination);
  return exited != nullptr && exited->code == 0;
}

}  // namespace

bool EndedJobs::hold(Completion completion) {
  if (completion.result && !completion.result->cached) {
    typical_ += (completion.result->duration - typical_) / kRemembered;
  }
  const bool can_wait = are_short() && completion.begun && has_passed(completion);
  ended_.push_back(std::move(completion));
  return can_wait && ended_.size() < kTogether;
}

std::vector<Completion> EndedJobs::take() { return std::exchange(ended_, {}); }

bool EndedJobs::are_short() const { return typical_ < kShort; }

}  // namespace maelstrom::session
