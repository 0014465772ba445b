#include "execute/remote_cached_executor.h"

#include <algorithm>
#include <utility>

#include "execute/cacheable.h"

namespace maelstrom::execute {
namespace {

using std::chrono::milliseconds;

// So many may wait for an answer at once.
constexpr std::size_t kAhead = 64;
// To load what speaks to the server, and to connect.
constexpr milliseconds kGrace(250);
constexpr int kShare = 10;  // one part in so many of the run

}  // namespace

std::size_t RemoteCachedExecutor::slots() const { return ports_.inner.slots() + (given_up_ ? 0 : kAhead); }

Status RemoteCachedExecutor::start(JobId id, Job job) {
  if (!begin_) begin_ = ports_.clock.monotonic();
  Waiting waiting{.id = id, .job = std::move(job), .action = std::nullopt};
  const bool known_to_server = !given_up_ && why_never_cached(waiting.job).empty();
  if (known_to_server) {
    if (const auto encoded = encoder_.encode(waiting.job)) waiting.action = encoded->digest;
  }
  if (waiting.action && !waiting.job.fresh) {
    ports_.results.ask(id, *waiting.action);
    asked_.emplace(id, std::move(waiting));
    return {};
  }
  ready_.push_back(std::move(waiting));
  return fill_slots();
}

Result<std::optional<Completion>> RemoteCachedExecutor::wait(int wake_fd, std::optional<milliseconds> timeout) {
  while (true) {
    TRY(take_answers());
    TRY(give_up_if_dear());
    if (!answered_.empty()) {
      Completion completion = std::move(answered_.front());
      answered_.pop_front();
      return completion;
    }
    const bool in_vain = waits_in_vain();
    std::optional<milliseconds> most = timeout;
    if (in_vain) {
      const auto left = std::chrono::ceil<milliseconds>(allowance() - lost_);
      most = std::min(timeout.value_or(left), left);
    }
    const MonotonicTime before = ports_.clock.monotonic();
    TRY_ASSIGN(completion, ports_.inner.wait(wake_fd, most));
    if (in_vain) lost_ += ports_.clock.monotonic() - before;
    if (completion) {
      Completion done = finished(std::move(*completion));
      TRY(fill_slots());
      return done;
    }
    TRY(take_answers());
    TRY(give_up_if_dear());
    if (answered_.empty()) return std::nullopt;
  }
}

Status RemoteCachedExecutor::take_answers() {
  for (RemoteResults::Answer& answer : ports_.results.take()) {
    auto waiting = asked_.extract(answer.id);
    if (!waiting.empty()) take(std::move(waiting.mapped()), std::move(answer.result));
  }
  return fill_slots();
}

void RemoteCachedExecutor::take(Waiting waiting, Result<std::optional<JobResult>> answer) {
  if (!answer) {
    ready_.push_back(std::move(waiting));
    if (!given_up_) give_up(answer.error());
    return;
  }
  if (*answer && waiting.job.may_stand(**answer)) {
    lost_ = std::max(lost_ - (*answer)->duration, std::chrono::nanoseconds(0));
    answered_.push_back({waiting.id, std::move(**answer)});
    return;
  }
  ready_.push_back(std::move(waiting));
}

Status RemoteCachedExecutor::fill_slots() {
  while (!ready_.empty() && running_.size() < ports_.inner.slots()) {
    Waiting next = std::move(ready_.front());
    ready_.pop_front();
    std::optional<Sent> sent;
    if (next.action) sent = Sent{*next.action, next.job.may_stand};
    TRY(ports_.inner.start(next.id, std::move(next.job)));
    running_.insert_or_assign(next.id, std::move(sent));
  }
  return {};
}

// There is room for a job, and only the server keeps it from running.
bool RemoteCachedExecutor::waits_in_vain() const { return !asked_.empty() && running_.size() < ports_.inner.slots(); }

std::chrono::nanoseconds RemoteCachedExecutor::allowance() const {
  return kGrace + (ports_.clock.monotonic() - *begin_) / kShare;
}

Status RemoteCachedExecutor::give_up_if_dear() {
  if (given_up_ || !waits_in_vain() || lost_ < allowance()) return {};
  give_up(Error(ErrorCode::kUnavailable, "to ask it takes longer than to run the tests"));
  return fill_slots();
}

void RemoteCachedExecutor::give_up(const Error& why) {
  given_up_ = true;
  ports_.results.cancel();
  std::vector<Waiting> all;
  all.reserve(asked_.size());
  for (auto& [id, waiting] : asked_) all.push_back(std::move(waiting));
  asked_.clear();
  // In the order in which they came.
  std::ranges::sort(all, {}, &Waiting::id);
  for (Waiting& waiting : all) ready_.push_back(std::move(waiting));
  if (warn_) warn_(Error(why).in("the remote cache is not asked any more"));
}

Completion RemoteCachedExecutor::finished(Completion completion) {
  const auto job = running_.extract(completion.id);
  if (given_up_ || job.empty() || !job.mapped() || !completion.result) return completion;
  if (job.mapped()->may_stand(*completion.result)) ports_.results.give(job.mapped()->action, *completion.result);
  return completion;
}

void RemoteCachedExecutor::cancel_all() {
  given_up_ = true;
  ports_.results.cancel();
  asked_.clear();
  ready_.clear();
  running_.clear();
  answered_.clear();
  ports_.inner.cancel_all();
}

void RemoteCachedExecutor::finish() {
  if (given_up_ || !begin_) return;
  const auto most = std::chrono::duration_cast<milliseconds>(allowance());
  const std::size_t left = ports_.results.finish(most);
  ports_.results.cancel();
  if (left == 0 || !warn_) return;
  warn_(Error(ErrorCode::kUnavailable,
              std::to_string(left) + " results were not sent to the remote cache: that takes too long"));
}

}  // namespace maelstrom::execute
