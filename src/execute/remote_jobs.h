// Jobs on their way through an engine, on threads of their own: looked up, uploaded, executed, read back; again where
// something was lost on the way.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "core/executor.h"
#include "core/job.h"
#include "execute/remote_attempts.h"
#include "execute/task_pool.h"
#include "reapi/executions.h"
#include "reapi/job_encoder.h"
#include "reapi/remote_cache.h"
#include "reapi/remote_server.h"
#include "reapi/uploads.h"
#include "store/store.h"

namespace maelstrom::execute {

// The connections to an engine: what is uploaded does not stand in the way of what is executed.
struct EngineConnections {
  std::unique_ptr<reapi::RemoteServer> control;
  std::unique_ptr<reapi::RemoteCache> storage;
};

struct RemoteJobsRules {
  std::string run;     // the tool_invocation_id of all calls
  std::string server;  // for messages
  Digest cell;         // of the program that makes containers, which the store has
  RetryRules retries;
  Containment accepted = Containment::kContainer;  // results of jobs that had less are none
};

// What the engine is to make of one job.
struct RemoteJob {
  JobId id = 0;
  reapi::EncodedJob encoded;
  std::vector<Digest> layers;
  std::uint64_t output_limit = 0;  // bytes kept of each stream
  std::int32_t priority = 0;       // as Job has it
  // What the engine, or another run, has done earlier stands if this is true of it; empty: nothing does.
  std::function<bool(const JobResult&)> may_stand;
};

// What is under way at the moment.
struct RemoteStanding {
  std::size_t jobs = 0;                // all of them
  reapi::ExecutionCounts with_engine;  // of them
  reapi::UploadProgress uploads;       // of the whole run
};

class RemoteJobs {
 public:
  // Makes the connections, not greeted yet, on one of the threads; what takes long stands in nobody's way there.
  using Connect = std::function<Result<EngineConnections>()>;

  // Begins to connect. `store` outlives this object. `answered` is called from the threads, when take() has something
  // new or lost() has become true.
  RemoteJobs(Connect connect, const store::Store& store, RemoteJobsRules rules, std::function<void()> answered);
  // As cancel().
  ~RemoteJobs();
  RemoteJobs(const RemoteJobs&) = delete;
  RemoteJobs& operator=(const RemoteJobs&) = delete;

  void start(RemoteJob job);

  // Jobs that have ended. An error is of the job: the engine does not run it.
  std::vector<Completion> take();
  RemoteStanding standing() const;
  // Why the engine can be used no more, once that is so: nothing that is under way comes back.
  std::optional<Error> lost() const;

  // A job that waits in the engine's queue, of those the one with the highest id, which it has no more from now on, as
  // far as nobody else waits for it there: it does not come back. None waits: none.
  std::optional<JobId> withdraw();

  // Ends what is under way, here and on the engine; nothing comes back after that.
  void cancel();

 private:
  struct Engine {
    EngineConnections connections;
    reapi::Uploads uploads;
    reapi::Executions executions;

    Engine(EngineConnections made, const store::Store& store, const RemoteJobsRules& rules);
    ~Engine();
  };
  struct UnderWay;
  using Job = std::shared_ptr<UnderWay>;

  Result<Engine*> engine();
  Status connect();

  void run(const Job& job);
  Status advance(const Job& job);
  std::optional<JobResult> look_up(const Engine& engine, const UnderWay& job) const;
  void ended(const Job& job, const reapi::ExecutionEnd& end);
  void responded(const Job& job, const reapi::ExecuteResponse& response);
  void take_result(const Job& job, const std::string& record, bool timed_out);
  Result<JobResult> decoded(const Engine& engine, const UnderWay& job, const std::string& record) const;
  void failed(const Job& job, const Error& error);
  void refused(const Job& job, const reapi::Refusal& refusal, Whose whose);
  void go_on(const Job& job, Verdict verdict, const Error& why);
  Status check(const JobResult& result) const;
  void answer(const Job& job, Result<JobResult> result);
  void lose(const Error& error);

  Connect connect_;
  const store::Store& store_;
  const RemoteJobsRules rules_;
  std::function<void()> answered_;

  std::mutex connecting_;  // held while the connections are made
  std::optional<Status> connected_;

  mutable std::mutex mutex_;  // of all below
  std::unique_ptr<Engine> engine_;
  bool greeted_ = false;
  std::vector<Completion> completions_;
  std::size_t under_way_ = 0;
  std::unordered_set<JobId> withdrawn_;
  std::optional<Error> lost_;
  bool cancelled_ = false;

  // Last: their threads end first.
  TaskPool starting_;
  TaskPool ending_;
};

}  // namespace maelstrom::execute
