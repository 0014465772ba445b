#include "session/job_loop.h"

#include <algorithm>
#include <utility>

namespace maelstrom::session {
namespace {

constexpr std::chrono::milliseconds kTickPeriod{50};
constexpr std::size_t kFetchingThreads = 4;

}  // namespace

JobLoop::JobLoop(Executor& executor, Wake& wake, const Clock& clock, std::size_t threads, std::function<void()> tick)
    : executor_(executor), wake_(wake), clock_(clock), tick_(std::move(tick)), preparer_(wake, threads) {}

void JobLoop::submit(PendingJob job) {
  queue_.push({sequence_++, clock_.monotonic(), std::make_unique<PendingJob>(std::move(job))});
}

void JobLoop::fetch(Preparer::Work work) {
  if (!fetcher_) fetcher_.emplace(wake_, kFetchingThreads);
  fetcher_->submit(std::move(work));
}

Result<std::optional<int>> JobLoop::run() {
  auto ended = loop();
  if (!under_way_.empty()) {
    executor_.cancel_all();
    under_way_.clear();
  }
  return ended;
}

Result<std::optional<int>> JobLoop::loop() {
  next_tick_ = clock_.monotonic() + kTickPeriod;
  while (!stopped_) {
    if (const std::optional<int> signal = wake_.ending_signal()) return signal;
    preparer_.run_finished();
    if (fetcher_) fetcher_->run_finished();
    TRY(fill_slots(prepared() ? MoreWork::kNone : MoreWork::kIsPrepared));
    if (stopped_ || (under_way_.empty() && queue_.empty() && prepared())) break;
    TRY_ASSIGN(completion, executor_.wait(wake_.fd(), until_tick()));
    if (completion) {
      TRY(finish(std::move(*completion)));
    } else {
      wake_.clear();
    }
    tick_if_due();
  }
  return std::nullopt;
}

Status JobLoop::fill_slots(MoreWork more) {
  while (auto next = queue_.take(executor_.slots(), more)) {
    const JobId id = next->sequence;
    TRY(executor_.start(id, next->job->make()));
    const auto queue = clock_.monotonic() - next->since;
    const auto started = std::move(next->job->started);
    under_way_.emplace(id, UnderWay{std::move(next->job), queue});
    if (started) started(id);
  }
  return {};
}

// Its slot gets the next job first: to judge and to tell takes time, in which that one runs already.
Status JobLoop::finish(Completion completion) {
  auto node = under_way_.extract(completion.id);
  if (node.empty()) return {};
  queue_.give_back(node.mapped().job->needs);
  Status filled = wake_.ending_signal() ? Status() : fill_slots(MoreWork::kIsPrepared);
  node.mapped().job->ended(std::move(completion.result), node.mapped().queue);
  return filled;
}

// How long a wait may last for the next tick to come in time.
std::optional<std::chrono::milliseconds> JobLoop::until_tick() const {
  if (!tick_) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_tick_ - clock_.monotonic());
  return std::max(left, std::chrono::milliseconds(0));
}

void JobLoop::tick_if_due() {
  if (!tick_) return;
  const MonotonicTime now = clock_.monotonic();
  if (now < next_tick_) return;
  next_tick_ = now + kTickPeriod;
  tick_();
}

}  // namespace maelstrom::session
