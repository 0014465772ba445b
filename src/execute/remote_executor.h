// An executor that has jobs run by an engine, and those that only this machine can run by the executor of this machine,
// beside them.
//
// What needs something of this machine that no action names stays here: bind mounts, the network of the host, a
// terminal, a capture of what a job changes; and a job that is to be another one where the machine is another.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "core/executor.h"
#include "execute/cached_executor.h"
#include "execute/remote_jobs.h"
#include "reapi/job_encoder.h"

namespace maelstrom::execute {

// What is done where the engine can be used no more.
enum class WhenLost : std::uint8_t {
  kFail,   // wait() gives the reason as its error
  kLocal,  // everything that has not ended runs on this machine
};

// What the slots of this machine are for.
enum class SlotsHere : std::uint8_t {
  kForWhatStays,  // jobs that cannot leave
  kForAll,        // any job, while others wait on the cluster, and what waits there when nothing else is to run
};

struct RemoteExecutorRules {
  std::size_t slots = 64;                          // jobs that are with the engine at once
  std::uint64_t output_limit = UINT64_C(1) << 20;  // bytes kept of each stream of a job that says nothing itself
  // kNone: nothing that was done earlier stands, and no result is kept or shared.
  CacheUse use = CacheUse::kFull;
  WhenLost when_lost = WhenLost::kFail;
  SlotsHere slots_here = SlotsHere::kForWhatStays;
  std::function<void(const Error&)> warn;  // called when everything runs on this machine from now on
};

// No use after cancel_all().
class RemoteExecutor final : public Executor {
 public:
  struct Ports {
    Executor& local;
    RemoteJobs& engine;  // its `answered` makes a wait() of this executor end: by the descriptor given to it
  };
  RemoteExecutor(const Ports& ports, reapi::JobEncoder encoder, RemoteExecutorRules rules)
      : ports_(ports), encoder_(std::move(encoder)), rules_(std::move(rules)) {}

  // Those of the engine and those of this machine together.
  std::size_t slots() const override;
  Status start(JobId id, Job job) override;
  Result<std::unique_ptr<Terminal>> terminal(JobId id) override { return ports_.local.terminal(id); }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) override;
  void cancel_all() override;

 private:
  struct Waiting {
    JobId id = 0;
    Job job;
  };

  struct WithEngine {
    Job job;
    Digest action;
  };

  Result<RemoteJob> remote_job(JobId id, const Job& job);
  bool runs_already(const Digest& action) const;
  bool is_sooner_here() const;
  Status fill_local();
  Status take_back();
  Status take_answers();
  Status lost(const Error& why);

  Ports ports_;
  reapi::JobEncoder encoder_;
  RemoteExecutorRules rules_;
  bool all_local_ = false;
  std::unordered_map<JobId, WithEngine> with_engine_;
  std::deque<Waiting> ready_;  // to run here as soon as a slot is free
  std::unordered_set<JobId> here_;
  std::deque<Completion> answered_;
};

}  // namespace maelstrom::execute
