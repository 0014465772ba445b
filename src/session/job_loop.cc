#include "session/job_loop.h"

#include <algorithm>
#include <utility>

#include "session/execution_priority.h"

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

void JobLoop::submit_after(std::chrono::nanoseconds delay, PendingJob job) {
  auto later = std::make_shared<PendingJob>(std::move(job));  // a std::function must be copyable
  timers_.at(clock_.monotonic() + delay, [this, later] { submit(std::move(*later)); });
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
  signal_ = wake_.ending_signal();
  while (!stopped_ && !signal_) {
    preparer_.run_finished();
    if (fetcher_) fetcher_->run_finished();
    if (!timers_.empty()) timers_.run_due(clock_.monotonic());
    TRY(fill_slots(prepared() ? MoreWork::kNone : MoreWork::kIsPrepared));
    if (stopped_ || (under_way_.empty() && queue_.empty() && timers_.empty() && prepared())) break;
    TRY(wait());
    tick_if_due();
  }
  return signal_;
}

// Until a job's end is to be told, or something else is to be looked at.
Status JobLoop::wait() {
  while (true) {
    auto completion = executor_.wait(wake_.fd(), until_next());
    for (const JobId id : executor_.take_begun()) begin_ahead(id);
    if (completion && *completion && ended_.hold(std::move(**completion))) continue;
    if (completion && !*completion) wake_.clear();
    signal_ = wake_.ending_signal();
    Status finished = finish(ended_.take());
    return completion ? finished : fail(std::move(completion).error());
  }
}

Status JobLoop::fill_slots(MoreWork more) {
  while (auto next = queue_.take(executor_.slots(), more)) {
    const JobId id = next->sequence;
    TRY(give(std::move(*next)));
    begin(id, under_way_.at(id));
  }
  while (auto next = queue_.take_ahead(executor_.slots(), ahead())) TRY(give(std::move(*next)));
  return {};
}

// One more ahead may be the wrong one once others are known, unless it is over before.
std::size_t JobLoop::ahead() const {
  return ended_.are_short() ? executor_.ahead() : std::min(executor_.ahead(), executor_.slots());
}

Status JobLoop::give(WaitingJob next) {
  Job job = next.job->make();
  job.priority = execution_priority(next.job->priority);
  TRY(executor_.start(next.sequence, std::move(job)));
  under_way_.emplace(next.sequence, UnderWay{std::move(next.job), next.since, std::nullopt});
  return {};
}

void JobLoop::begin(JobId id, UnderWay& job) {
  job.queue = clock_.monotonic() - job.since;
  const auto slow_after = job.job->slow.after;
  if (slow_after.count() > 0 && under_way_.contains(id)) watch_slowness(id, slow_after, slow_after);
  if (const auto started = std::exchange(job.job->started, nullptr)) started(id);
}

// Their slots get the next jobs first: to judge and to tell takes time, in which those run already.
Status JobLoop::finish(std::vector<Completion> completions) {
  std::vector<std::pair<UnderWay, Result<JobResult>>> ended;
  ended.reserve(completions.size());
  for (Completion& one : completions) {
    if (auto job = take_back(one)) ended.emplace_back(std::move(*job), std::move(one.result));
  }
  Status filled = signal_ || ended.empty() ? Status() : fill_slots(MoreWork::kIsPrepared);
  for (auto& [job, result] : ended) job.job->ended(std::move(result), *job.queue);
  return filled;
}

std::optional<JobLoop::UnderWay> JobLoop::take_back(const Completion& completion) {
  auto node = under_way_.extract(completion.id);
  if (node.empty()) return std::nullopt;
  UnderWay& ended = node.mapped();
  if (ended.queue) {
    queue_.give_back(ended.job->needs);
  } else {
    queue_.give_back_ahead();  // an earlier result answers for it, or a slot was free after all
    begin(completion.id, ended);
  }
  if (completion.begun) begin_ahead(*completion.begun);
  if (ended.slow) timers_.drop(*ended.slow);
  return std::move(ended);
}

void JobLoop::begin_ahead(JobId id) {
  UnderWay& job = under_way_.at(id);
  if (job.queue) return;  // it passed for begun, because an earlier result answers for the one before
  queue_.begin_ahead();
  begin(id, job);
}

// `left` from now it will have run for as long as `after`.
void JobLoop::watch_slowness(JobId id, std::chrono::nanoseconds after, std::chrono::nanoseconds left) {
  under_way_.at(id).slow = timers_.at(clock_.monotonic() + left, [this, id, after] {
    watch_slowness(id, 2 * after, after);
    under_way_.at(id).job->slow.say(after);
  });
}

// How long a wait may last for the next tick, for what is to happen next, and for what has ended, to come in time.
std::optional<std::chrono::milliseconds> JobLoop::until_next() const {
  std::optional<MonotonicTime> next = timers_.next();
  if (tick_) next = std::min(next.value_or(next_tick_), next_tick_);
  if (!next) return ended_.empty() ? std::nullopt : std::optional(EndedJobs::kPatience);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock_.monotonic());
  const auto most = ended_.empty() ? left : std::min(left, EndedJobs::kPatience);
  return std::max(most, std::chrono::milliseconds(0));
}

void JobLoop::tick_if_due() {
  if (!tick_) return;
  const MonotonicTime now = clock_.monotonic();
  if (now < next_tick_) return;
  next_tick_ = now + kTickPeriod;
  tick_();
}

}  // namespace maelstrom::session
