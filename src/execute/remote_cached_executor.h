// An executor that asks a server for the result of a job before it runs it, and gives the server what came of it.
//
// The server has to be worth its while: jobs that wait for it while slots are free cost time, and each result that it
// has saves what its job took. A server that costs more than a tenth of the run (and a little at its begin), or that
// cannot be reached, is not asked any more; that is said once, and the run goes on without it.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>

#include "base/clock.h"
#include "core/executor.h"
#include "execute/remote_results.h"
#include "reapi/job_encoder.h"

namespace maelstrom::execute {

class RemoteCachedExecutor final : public Executor {
 public:
  struct Ports {
    Executor& inner;
    RemoteResults& results;  // its `answered` makes a wait() of this executor end: by the descriptor given to it
    const Clock& clock;
  };
  // `warn` is called when the server is not asked any more.
  RemoteCachedExecutor(const Ports& ports, reapi::JobEncoder encoder, std::function<void(const Error&)> warn)
      : ports_(ports), encoder_(std::move(encoder)), warn_(std::move(warn)) {}

  // More than those of the inner executor: jobs that wait for an answer take none of those.
  std::size_t slots() const override;
  Status start(JobId id, Job job) override;
  Result<std::unique_ptr<Terminal>> terminal(JobId id) override { return ports_.inner.terminal(id); }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) override;
  void cancel_all() override;

  // At the end of a run: waits for what is still to be sent, as long as that is cheap.
  void finish();

 private:
  struct Waiting {
    JobId id = 0;
    Job job;
    std::optional<Digest> action;  // none: the server is not to know of it
  };
  struct Sent {
    Digest action;
    std::function<bool(const JobResult&)> may_stand;
  };

  Status take_answers();
  void take(Waiting waiting, Result<std::optional<JobResult>> answer);
  Status fill_slots();
  bool waits_in_vain() const;
  std::chrono::nanoseconds allowance() const;
  Status give_up_if_dear();
  void give_up(const Error& why);
  Completion finished(Completion completion);

  Ports ports_;
  reapi::JobEncoder encoder_;
  std::function<void(const Error&)> warn_;
  bool given_up_ = false;
  std::optional<MonotonicTime> begin_;
  std::chrono::nanoseconds lost_{0};
  std::unordered_map<JobId, Waiting> asked_;
  std::deque<Waiting> ready_;  // to run as soon as a slot is free
  std::unordered_map<JobId, std::optional<Sent>> running_;
  std::deque<Completion> answered_;
};

}  // namespace maelstrom::execute
