// An executor that runs a job only if no earlier run of the same job answers for it.
//
// Two jobs are the same if their actions are (reapi/job_encoder.h). What a result must be to answer is for the job to
// say (Job::may_stand); it is asked when the result comes and again when it is found. Other results are kept to be
// told, those of jobs that always run as well, and take the place of an older answer: a job that fails is not to be
// trusted for having passed once. What did not end by itself (an error, a cancelled job) leaves no result.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "core/executor.h"
#include "reapi/job_encoder.h"
#include "store/results.h"
#include "store/store.h"

namespace maelstrom::execute {

enum class CacheUse : std::uint8_t {
  kNone,     // every job runs, and nothing is kept of it
  kRefresh,  // every job runs, and what comes of it is kept
  kFull,     // a job with an answer does not run
};

struct CacheRules {
  CacheUse use = CacheUse::kFull;
  std::string run;  // the id of this run, kept with each result
  // Bytes of each output stream that are handed out, unless the job says it; 0: all that there are.
  std::uint64_t shown_output = 0;
  // Bytes of each that are kept with a result, if that is more.
  std::uint64_t kept_output = 0;
  // Called when the results cannot be used any more; jobs run on without them.
  std::function<void(const Error&)> warn;
  // Called with each job, whether it runs or not.
  std::function<void(reapi::EncodedJob)> seen;
};

class CachedExecutor final : public Executor {
 public:
  struct Ports {
    Executor& inner;
    store::Store& store;      // of large outputs
    store::Results* results;  // null: there are none, as with CacheUse::kNone
    const Clock& clock;
  };

  CachedExecutor(const Ports& ports, reapi::JobEncoder encoder, CacheRules rules)
      : ports_(ports), encoder_(std::move(encoder)), rules_(std::move(rules)) {}

  std::size_t slots() const override { return ports_.inner.slots(); }
  std::size_t ahead() const override { return ports_.inner.ahead(); }
  std::vector<JobId> take_begun() override { return ports_.inner.take_begun(); }
  // A job that has an answer takes no slot of the inner executor.
  Status start(JobId id, Job job) override;
  Result<std::unique_ptr<Terminal>> terminal(JobId id) override { return ports_.inner.terminal(id); }
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) override;
  void cancel_all() override;
  // What is known of the action is forgotten: it runs again.
  void distrust(const Digest& action);

 private:
  struct UnderWay {
    Digest action;
    std::function<bool(const JobResult&)> may_stand;  // empty: its result is no answer
    std::uint64_t shown_output = 0;
  };

  std::optional<JobResult> answer(const Job& job, const Digest& action);
  Result<std::optional<JobResult>> look_up(const Job& job, const Digest& action);
  std::uint64_t shown_output(const Job& job) const {
    return job.output_limit > 0 ? job.output_limit : rules_.shown_output;
  }
  bool keeps() const { return rules_.use != CacheUse::kNone && ports_.results != nullptr; }
  Completion finished(Completion completion);
  Status keep(const UnderWay& job, const JobResult& result);
  void give_up(const Error& error);

  Ports ports_;
  reapi::JobEncoder encoder_;
  CacheRules rules_;
  std::unordered_map<JobId, UnderWay> under_way_;
  std::deque<Completion> answered_;
};

}  // namespace maelstrom::execute
