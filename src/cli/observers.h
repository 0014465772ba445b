// Observers that only the wiring needs.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/strings.h"
#include "core/run_observer.h"
#include "os/terminal.h"
#include "store/history.h"
#include "store/results.h"

namespace maelstrom::cli {

// Passes every event on, in order.
class FanOut : public RunObserver {
 public:
  void add(RunObserver& observer) { observers_.push_back(&observer); }

  void on(const RunStarted& event) override { pass(event); }
  void on(const ArtifactListed& event) override { pass(event); }
  void on(const CaseStarted& event) override { pass(event); }
  void on(const CaseSlow& event) override { pass(event); }
  void on(const CaseResult& event) override { pass(event); }
  void on(const RunFinished& event) override { pass(event); }
  void on(const Notice& event) override { pass(event); }
  void on_total(std::size_t cases) override {
    for (RunObserver* observer : observers_) observer->on_total(cases);
  }

 private:
  template <typename Event>
  void pass(const Event& event) {
    for (RunObserver* observer : observers_) observer->on(event);
  }

  std::vector<RunObserver*> observers_;
};

// Says on standard error what is wrong and, to a person who sits there, what takes long.
class Notices final : public RunObserver {
 public:
  using RunObserver::on;
  void on(const Notice& notice) override {
    if (notice.kind == Notice::Kind::kStanding) return;
    if (notice.kind != Notice::Kind::kProgress) {
      std::fprintf(stderr, "warning: %s\n", notice.text.c_str());
    } else if (os::is_terminal(STDERR_FILENO)) {
      std::fprintf(stderr, "%s\n", printable(notice.text).c_str());
    }
  }
};

// Counts how far earlier results served the run.
class CacheTally final : public RunObserver {
 public:
  using RunObserver::on;
  void on(const CaseResult& result) override {
    if (!result.job) return;
    ++cases_;
    if (result.job->cached) ++answered_;
  }
  // `run` with what was counted.
  store::ServedRun count(store::ServedRun run) const {
    run.cases = cases_;
    run.answered = answered_;
    return run;
  }

 private:
  std::uint64_t cases_ = 0;
  std::uint64_t answered_ = 0;
};

// Keeps what the next run of the project wants to know of this one.
class HistoryRecorder final : public RunObserver {
 public:
  void on(const CaseResult& result) override {
    const Outcome outcome = result.verdict.outcome;
    // These say nothing of the case itself.
    if (outcome == Outcome::kNotRun || outcome == Outcome::kIgnored || outcome == Outcome::kInfrastructureError) return;
    // An earlier run's duration was counted then.
    const bool ran = result.job && !result.job->cached;
    records_.push_back({result.id, outcome, ran ? result.job->duration : std::chrono::nanoseconds(0)});
  }
  std::vector<store::HistoryRecord> take_records() { return std::move(records_); }

 private:
  std::vector<store::HistoryRecord> records_;
};

}  // namespace maelstrom::cli
