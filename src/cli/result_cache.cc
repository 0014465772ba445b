#include "cli/result_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "os/file.h"
#include "os/machine.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

// Of each stream of a job, for `maelstrom output`.
constexpr std::uint64_t kKeptOutput = UINT64_C(64) << 20;

Result<std::string> fact_of(MachineFact fact) {
  switch (fact) {
    case MachineFact::kCores:
      return std::to_string(os::usable_cores());
    case MachineFact::kCpuModel:
      return os::cpu_model();
    case MachineFact::kKernel:
      return os::kernel_release();
  }
  return internal("no such fact of a machine");
}

void warn(RunObserver& observer, const Error& error) {
  observer.on(Notice{Notice::Kind::kWarning, "the results of earlier runs are not used: " + error.message()});
}

std::string path_of_results(const std::string& cache_root) { return cache_root + "/results.sqlite"; }

std::unique_ptr<store::Results> results_if_usable(const std::string& cache_root, const RunContext& run) {
  auto results = open_results(cache_root, run.clock);
  if (!results) {
    warn(run.observer, results.error());
    return nullptr;
  }
  if ((*results)->moved_aside()) {
    run.observer.on(Notice{Notice::Kind::kWarning, "the results of earlier runs were damaged; they were moved to " +
                                                       path_of_results(cache_root) +
                                                       ".corrupt, and everything runs again"});
  }
  return std::move(*results);
}

}  // namespace

Result<std::unique_ptr<store::Results>> open_results(const std::string& cache_root, const Clock& clock) {
  return store::Results::open(path_of_results(cache_root), std::chrono::floor<std::chrono::days>(clock.wall()));
}

std::string new_run_id(const Clock& clock) {
  return fmt::format("{:x}-{:x}", clock.wall().time_since_epoch().count(), ::getpid());
}

Result<reapi::JobEncoder> job_encoder(const Workshop& workshop) {
  TRY_ASSIGN(cell, workshop.store->put_file(workshop.cell_program));
  return reapi::JobEncoder(cell, fact_of);
}

Result<ResultCache> ResultCache::open(const Workshop& workshop, const RunSettings& settings, const RunContext& run) {
  ResultCache cache;
  TRY_ASSIGN(encoder, job_encoder(workshop));
  if (settings.cache != execute::CacheUse::kNone) cache.results = results_if_usable(settings.cache_root, run);
  Executor* jobs = workshop.executor.get();
  if (run.wake != nullptr) {
    TRY_ASSIGN(engine, RemoteEngine::open(workshop, settings, {run.id, *run.wake, run.observer}));
    cache.engine = std::move(engine);
  }
  if (cache.engine) jobs = &cache.engine->executor();
  if (settings.remote_cache && settings.cache != execute::CacheUse::kNone && run.wake != nullptr) {
    TRY_ASSIGN(program, os::own_program());
    cache.remote =
        std::make_unique<RemoteResultCache>(settings, session::parent_path(program), encoder,
                                            RemoteCacheContext{run.id, *jobs, run.clock, *run.wake, run.observer});
    jobs = &cache.remote->executor();
  }
  cache.executor = std::make_unique<execute::CachedExecutor>(
      execute::CachedExecutor::Ports{*jobs, *workshop.store, cache.results.get(), run.clock}, std::move(encoder),
      execute::CacheRules{.use = settings.cache,
                          .run = run.id,
                          .shown_output = settings.inline_limit,
                          .kept_output = kKeptOutput,
                          .warn = [&observer = run.observer](const Error& error) { warn(observer, error); },
                          .seen = run.seen});
  return cache;
}

}  // namespace maelstrom::cli
