// The results of a server, put together: the module that speaks to it, who asks, who decides.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/wake.h"
#include "cli/run_settings.h"
#include "core/run_observer.h"
#include "execute/remote_cached_executor.h"

namespace maelstrom::cli {

struct RemoteCacheContext {
  std::string run;
  Executor& inner;
  const Clock& clock;
  Wake& wake;  // of who waits for the executor
  RunObserver& observer;
};

class RemoteResultCache {
 public:
  // Of the server that the settings name. `program_directory`: where this program lies.
  RemoteResultCache(const RunSettings& settings, std::string program_directory, reapi::JobEncoder encoder,
                    const RemoteCacheContext& context);

  Executor& executor() { return executor_; }
  // See RemoteCachedExecutor::finish().
  void finish() { executor_.finish(); }

 private:
  execute::RemoteResults results_;
  execute::RemoteCachedExecutor executor_;
};

}  // namespace maelstrom::cli
