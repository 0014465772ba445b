#include "cli/remote_engine.h"

#include <utility>

#include "cli/remote_server.h"
#include "cli/result_cache.h"
#include "os/file.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

Result<execute::EngineConnections> connections(const RemoteCaller& caller) {
  execute::EngineConnections made;
  TRY_ASSIGN(control, connect(caller));
  made.control = std::make_unique<reapi::RemoteServer>(std::move(control), server_options(caller));
  TRY_ASSIGN(storage, connect(caller));
  made.storage = std::make_unique<reapi::RemoteCache>(std::move(storage), server_options(caller));
  return made;
}

std::string name_of(const reapi::RemoteAddress& address) {
  return std::string("the engine at ") + (address.tls ? "grpcs://" : "grpc://") + address.target +
         (address.instance.empty() ? "" : "/" + address.instance);
}

}  // namespace

struct RemoteEngine::Parts {
  RemoteCaller caller;
  reapi::JobEncoder encoder;
  execute::RemoteExecutorRules rules;
};

Result<std::unique_ptr<RemoteEngine>> RemoteEngine::open(const Workshop& workshop, const RunSettings& settings,
                                                         const RemoteEngineContext& context) {
  if (!settings.remote) return nullptr;
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(encoder, job_encoder(workshop));
  Parts parts{.caller = {*settings.remote, session::parent_path(program), context.run},
              .encoder = std::move(encoder),
              .rules = {.slots = settings.remote_slots,
                        .output_limit = settings.inline_limit,
                        .use = settings.cache,
                        .when_lost = settings.when_lost,
                        .warn = [&observer = context.observer](const Error& error) {
                          observer.on(Notice{Notice::Kind::kWarning, error.message()});
                        }}};
  // The constructor is private.
  return std::unique_ptr<RemoteEngine>(new RemoteEngine(workshop, std::move(parts), context));
}

RemoteEngine::RemoteEngine(const Workshop& workshop, Parts parts, const RemoteEngineContext& context)
    : jobs_([caller = parts.caller] { return connections(caller); }, *workshop.store,
            {.run = context.run, .server = name_of(parts.caller.address), .cell = parts.encoder.cell(), .retries = {}},
            [&wake = context.wake] { wake.notify(); }),
      executor_({*workshop.executor, jobs_}, std::move(parts.encoder), std::move(parts.rules)) {}

}  // namespace maelstrom::cli
