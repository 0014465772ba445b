// The results of earlier runs, before the executor of this machine.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/remote_cache.h"
#include "cli/remote_engine.h"
#include "cli/run_settings.h"
#include "cli/workshop.h"
#include "core/run_observer.h"
#include "execute/cached_executor.h"
#include "store/results.h"

namespace maelstrom::cli {

// Another one for each run: "18baf3c5b3fd4b54-3f2a1".
std::string new_run_id(const Clock& clock);

struct RunContext {
  std::string id;
  const Clock& clock;
  RunObserver& observer;
  // As execute::CacheRules has it; may be empty.
  std::function<void(reapi::EncodedJob)> seen;
  // Of who waits for the executor. Null: no server is asked, and everything runs here.
  Wake* wake = nullptr;
};

// Names jobs as a run does. Errors: of reading the program maelstrom-cell.
Result<reapi::JobEncoder> job_encoder(const Workshop& workshop);

// Those of the cache's root. Errors: of store::Results::open().
Result<std::unique_ptr<store::Results>> open_results(const std::string& cache_root, const Clock& clock);

struct ResultCache {
  std::unique_ptr<store::Results> results;
  std::unique_ptr<RemoteEngine> engine;               // none if nobody names one
  std::unique_ptr<RemoteResultCache> remote;          // likewise
  std::unique_ptr<execute::CachedExecutor> executor;  // of all jobs; uses the workshop's and the three above

  // Results that cannot be used cost time, nothing else: it is said, and every job runs.
  // Errors: of reading the program maelstrom-cell, which is part of every job.
  static Result<ResultCache> open(const Workshop& workshop, const RunSettings& settings, const RunContext& run);

  // At the end of a run.
  void finish() const {
    if (remote) remote->finish();
  }
  // For `maelstrom cache`. Errors: of the results, if there are any.
  Status note(const store::ServedRun& run) const { return results ? results->note(run) : Status(); }
};

}  // namespace maelstrom::cli
