// The ports of a run in memory, for tests.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/fake_clock.h"
#include "base/wake.h"
#include "core/executor.h"
#include "core/run_observer.h"

namespace maelstrom::session {

// Layers that need no change to lie one over the other.
inline Result<std::vector<Digest>> as_they_are(const std::vector<Digest>& layers) { return layers; }

class FakeWake final : public Wake {
 public:
  FakeWake() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~FakeWake() override { ::close(fd_); }
  int fd() const override { return fd_; }
  void notify() override { ::eventfd_write(fd_, 1); }
  void clear() override {
    eventfd_t taken = 0;
    ::eventfd_read(fd_, &taken);
  }
  std::optional<int> ending_signal() override { return signal_; }
  void kill_at_end(std::optional<int> /*process_group*/) override {}
  void send(int signal) { signal_ = signal; }

 private:
  int fd_;
  std::optional<int> signal_;
};

// Ends each job when it is waited for, oldest first, with what `answer` gives.
class FakeExecutor final : public Executor {
 public:
  using Answer = std::function<Result<JobResult>(const Job&)>;
  FakeExecutor(std::size_t slots, Answer answer, std::size_t ahead = 0)
      : slots_(slots), ahead_(ahead), answer_(std::move(answer)) {}

  std::size_t slots() const override { return slots_; }
  std::size_t ahead() const override { return ahead_; }
  std::vector<JobId> take_begun() override { return std::exchange(begun_, {}); }
  Status start(JobId id, Job job) override {
    if (under_way_.size() == slots_ + ahead_) return fail(ErrorCode::kExhausted, "no slot is free");
    under_way_.emplace_back(id, std::move(job));
    most_ = std::max(most_, under_way_.size());
    return {};
  }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) override {
    timeouts_.push_back(timeout);
    if (broken_) return fail(ErrorCode::kInternal, "the executor is broken");
    if (time_passes_ && timeout && time_passes_(*timeout)) return std::nullopt;
    if (under_way_.empty()) {
      pollfd watched{wake_fd, POLLIN, 0};
      ::poll(&watched, 1, timeout ? static_cast<int>(timeout->count()) : -1);
      return std::nullopt;
    }
    auto [id, job] = std::move(under_way_.front());
    under_way_.pop_front();
    ran_.push_back(job);
    Completion completion{id, answer_(job)};
    if (under_way_.size() >= slots_) completion.begun = under_way_[slots_ - 1].first;
    return completion;
  }
  void cancel_all() override {
    cancelled_ += under_way_.size();
    under_way_.clear();
  }

  void break_down() { broken_ = true; }
  // What the next wait finds to have begun.
  void say_begun(std::vector<JobId> jobs) { begun_ = std::move(jobs); }
  // Of a wait with a timeout: whether it is over before a job has ended.
  void let_time_pass(std::function<bool(std::chrono::milliseconds)> passes) { time_passes_ = std::move(passes); }
  std::size_t most_at_once() const { return most_; }
  std::size_t cancelled() const { return cancelled_; }
  const std::vector<Job>& ran() const { return ran_; }
  // Of each wait.
  const std::vector<std::optional<std::chrono::milliseconds>>& timeouts() const { return timeouts_; }

 private:
  std::size_t slots_;
  std::size_t ahead_;
  Answer answer_;
  std::function<bool(std::chrono::milliseconds)> time_passes_;
  std::deque<std::pair<JobId, Job>> under_way_;
  std::vector<Job> ran_;
  std::vector<JobId> begun_;
  std::vector<std::optional<std::chrono::milliseconds>> timeouts_;
  std::size_t most_ = 0;
  std::size_t cancelled_ = 0;
  bool broken_ = false;
};

// Remembers what a run said.
class RecordingObserver final : public RunObserver {
 public:
  void on(const ArtifactListed& event) override { listed.push_back(event); }
  void on(const CaseStarted& event) override { started.push_back(event.id.to_string()); }
  void on(const CaseSlow& event) override { slow.push_back(event); }
  void on(const CaseResult& event) override { results.push_back(event); }
  void on(const RunFinished& event) override { finished = event; }
  void on(const Notice& event) override { notices.push_back(event.text); }
  void on_total(std::size_t cases) override {
    total = cases;
    totals.push_back(cases);
  }

  // "artifact::name outcome", in the order of the reports.
  std::vector<std::string> outcomes() const {
    std::vector<std::string> lines;
    for (const CaseResult& result : results) {
      lines.push_back(result.id.to_string() + " " + std::string(outcome_name(result.verdict.outcome)));
    }
    return lines;
  }

  std::vector<ArtifactListed> listed;
  std::vector<std::string> started;
  std::vector<CaseSlow> slow;
  std::vector<CaseResult> results;
  std::vector<std::string> notices;
  std::optional<RunFinished> finished;
  std::size_t total = 0;
  std::vector<std::size_t> totals;  // as they became known
};

}  // namespace maelstrom::session
