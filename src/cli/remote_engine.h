// An engine that runs jobs, put together: the module that speaks to it, who follows the jobs, who decides where they
// run.
#pragma once

#include <memory>
#include <string>

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

class RemoteEngine {
 public:
  // Of the one that the settings name; none if they name none. Jobs that cannot leave run in the workshop's executor.
  // Begins to connect. Errors: of reading the program maelstrom-cell.
  static Result<std::unique_ptr<RemoteEngine>> open(const Workshop& workshop, const RunSettings& settings,
                                                    const RemoteEngineContext& context);

  Executor& executor() { return executor_; }

 private:
  struct Parts;
  RemoteEngine(const Workshop& workshop, Parts parts, const RemoteEngineContext& context);

  execute::RemoteJobs jobs_;
  execute::RemoteExecutor executor_;
};

}  // namespace maelstrom::cli
