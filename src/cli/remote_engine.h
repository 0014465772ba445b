// An engine that runs jobs, put together: the module that speaks to it, who follows the jobs, who decides where they
// run.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/wake.h"
#include "cli/run_settings.h"
#include "cli/workshop.h"
#include "core/run_observer.h"
#include "execute/remote_executor.h"
#include "execute/remote_jobs.h"

namespace maelstrom::cli {

struct RemoteEngineContext {
  std::string run;
  Wake& wake;  // of who waits for the executor
  RunObserver& observer;
};

class RemoteEngine;

// As RemoteEngine::standing() has it.
std::string described(const execute::RemoteStanding& standing);

// To be called about 20 times a second: tells `observer` how things stand on the cluster whenever that has changed, a
// few times a second at most, and calls `tick`.
std::function<void()> telling(const RemoteEngine& engine, RunObserver& observer, const Clock& clock,
                              std::function<void()> tick);

class RemoteEngine {
 public:
  // Of the one that the settings name; none if they name none. Jobs that cannot leave run in the workshop's executor.
  // Begins to connect. Errors: of reading the program maelstrom-cell.
  static Result<std::unique_ptr<RemoteEngine>> open(const Workshop& workshop, const RunSettings& settings,
                                                    const RemoteEngineContext& context);

  Executor& executor() { return executor_; }
  // "on the cluster: 12 running, 30 queued, uploading 1.2 of 3.4 MiB"; empty if nothing is there.
  std::string standing() const { return described(jobs_.standing()); }

 private:
  struct Parts;
  RemoteEngine(const Workshop& workshop, Parts parts, const RemoteEngineContext& context);

  execute::RemoteJobs jobs_;
  execute::RemoteExecutor executor_;
};

}  // namespace maelstrom::cli
