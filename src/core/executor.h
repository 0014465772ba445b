// The port behind which jobs run: locally, remotely, or through a decorator.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "core/job.h"
#include "core/terminal.h"

namespace maelstrom {

using JobId = std::uint64_t;  // chosen by the caller, unique among the jobs under way

struct Completion {
  JobId id = 0;
  // An error is no verdict on the job: it could not be run as declared.
  Result<JobResult> result;
  // The job that was given ahead and has begun in the slot of this one.
  std::optional<JobId> begun = std::nullopt;
};

// Used by one thread. Nothing blocks but wait().
class Executor {
 public:
  virtual ~Executor() = default;

  // How many jobs can be under way at once.
  virtual std::size_t slots() const = 0;

  // How many jobs more may be given ahead: each begins in the slot of one that has ended, before that one's Completion
  // is handed out, so that no slot waits for its user.
  virtual std::size_t ahead() const { return 0; }

  // Starts `job` in a free slot, or takes it ahead. Errors: Exhausted if neither can be. What goes wrong with the job
  // itself comes back as its Completion.
  virtual Status start(JobId id, Job job) = 0;

  // The terminal of a job that was started with one, once; the caller pumps it beside wait(). Blocks until the job's
  // container stands. Errors: Invalid if the job has none, or is not under way; what kept it from starting
  // comes back as its Completion.
  virtual Result<std::unique_ptr<Terminal>> terminal(JobId id);

  // The jobs given ahead that have begun in a slot that was free, each once: other than Completion::begun says.
  virtual std::vector<JobId> take_begun() { return {}; }

  // Blocks until a job has ended, take_begun() has something, `wake_fd` (if not -1) is readable, or `timeout` is over.
  // Gives nothing in all cases but the first.
  virtual Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) = 0;

  // Kills every job under way; their completions are not delivered.
  virtual void cancel_all() = 0;
};

}  // namespace maelstrom
