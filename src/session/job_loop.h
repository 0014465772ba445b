// The one loop of a run: prepares, fills slots in the order of priority, hands results back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/wake.h"
#include "core/executor.h"
#include "core/job.h"
#include "session/ended_jobs.h"
#include "session/job_queue.h"
#include "session/pending_job.h"
#include "session/preparer.h"
#include "session/timers.h"

namespace maelstrom::session {

// All callbacks run on the thread that called run(), and may submit and prepare more.
class JobLoop {
 public:
  // `tick`, if there is one, is called about 20 times a second while run() waits.
  JobLoop(Executor& executor, Wake& wake, const Clock& clock, std::size_t threads, std::function<void()> tick = {});

  void prepare(Preparer::Work work) { preparer_.submit(std::move(work)); }
  // For what may take very long, as a download does: never in the way of what is prepared.
  void fetch(Preparer::Work work);
  void submit(PendingJob job);
  void submit_after(std::chrono::nanoseconds delay, PendingJob job);
  void limit_memory(std::uint64_t bytes) { queue_.limit_memory(bytes); }  // see JobQueue
  void stop() { stopped_ = true; }                                        // run() kills what is under way and returns

  // Runs until nothing is left to do. Gives the signal that ended it early, if one did.
  // Errors: those of Executor::wait and start; what was under way is killed.
  Result<std::optional<int>> run();

 private:
  struct UnderWay {
    std::unique_ptr<PendingJob> job;
    MonotonicTime since;
    std::optional<std::chrono::nanoseconds> queue;  // none: it was given ahead and waits
    std::optional<Timers::Key> slow;
  };

  Result<std::optional<int>> loop();
  Status fill_slots(MoreWork more);
  Status give(WaitingJob next);
  void begin(JobId id, UnderWay& job);
  void begin_ahead(JobId id);
  bool prepared() const { return preparer_.idle() && (!fetcher_ || fetcher_->idle()); }
  Status wait();
  Status finish(std::vector<Completion> completions);
  std::optional<UnderWay> take_back(const Completion& completion);
  std::size_t ahead() const;
  void watch_slowness(JobId id, std::chrono::nanoseconds after, std::chrono::nanoseconds left);
  std::optional<std::chrono::milliseconds> until_next() const;
  void tick_if_due();

  Executor& executor_;
  Wake& wake_;
  const Clock& clock_;
  std::function<void()> tick_;
  MonotonicTime next_tick_;
  JobQueue queue_;
  Timers timers_;
  std::unordered_map<JobId, UnderWay> under_way_;
  EndedJobs ended_;
  std::uint64_t sequence_ = 0;
  bool stopped_ = false;
  std::optional<int> signal_;  // that is to end the run
  // Last: their threads end first.
  Preparer preparer_;
  std::optional<Preparer> fetcher_;  // most runs fetch nothing
};

}  // namespace maelstrom::session
