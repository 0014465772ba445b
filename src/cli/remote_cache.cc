#include "cli/remote_cache.h"

#include <utility>

#include "cli/remote_server.h"

namespace maelstrom::cli {
namespace {

// A run goes on without it: nobody is to wait for one that may come back.
Result<std::unique_ptr<reapi::RemoteCache>> cache_of(RemoteCaller caller) {
  caller.patience = std::chrono::milliseconds(0);
  TRY_ASSIGN(rpc, connect(caller));
  return std::make_unique<reapi::RemoteCache>(std::move(rpc), server_options(caller));
}

}  // namespace

RemoteResultCache::RemoteResultCache(const RunSettings& settings, std::string program_directory,
                                     reapi::JobEncoder encoder, const RemoteCacheContext& context)
    : results_([caller = caller(settings.identity, *settings.remote_cache, std::move(program_directory),
                                {context.run, settings.remote_share})] { return cache_of(caller); },
               context.clock, {.run = context.run, .upload = !settings.remote_cache_read_only},
               [&wake = context.wake] { wake.notify(); }),
      executor_({context.inner, results_, context.clock}, std::move(encoder),
                [&observer = context.observer](const Error& error) {
                  observer.on(Notice{Notice::Kind::kWarning, error.message()});
                }) {}

}  // namespace maelstrom::cli
