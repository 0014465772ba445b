#include "cli/remote_engine.h"

#include <chrono>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "cli/remote_server.h"
#include "cli/result_cache.h"
#include "os/file.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

// How often it is told how things stand.
constexpr std::chrono::milliseconds kBetween(200);

Result<execute::EngineConnections> connections(const RemoteCaller& caller) {
  execute::EngineConnections made;
  TRY_ASSIGN(control, connect(caller));
  made.control = std::make_unique<reapi::RemoteServer>(std::move(control), server_options(caller));
  TRY_ASSIGN(storage, connect(caller));
  made.storage = std::make_unique<reapi::RemoteCache>(std::move(storage), server_options(caller));
  return made;
}

std::string name_of(const reapi::RemoteAddress& address) { return "the engine at " + reapi::to_string(address); }

}  // namespace

std::string described(const execute::RemoteStanding& standing) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0) parts.push_back(human_count(count) + " " + what);
  };
  const auto& [queued, executing] = standing.with_engine;
  const std::size_t with_engine = queued + executing;
  add(executing, "running");
  add(queued, "queued");
  add(standing.jobs > with_engine ? standing.jobs - with_engine : 0, "on the way");
  const auto& [missing, begun] = standing.uploads;
  if (begun < missing) parts.push_back("uploading " + human_bytes(begun) + " of " + human_bytes(missing));
  return parts.empty() ? "" : "on the cluster: " + join(parts, ", ");
}

std::function<void()> telling(const RemoteEngine& engine, RunObserver& observer, const Clock& clock,
                              std::function<void()> tick) {
  return [&engine, &observer, &clock, tick = std::move(tick), last = MonotonicTime(), told = std::string()]() mutable {
    if (const auto now = clock.monotonic(); now - last >= kBetween) {
      last = now;
      if (std::string standing = engine.standing(); standing != told) {
        told = std::move(standing);
        observer.on(Notice{Notice::Kind::kStanding, told});
      }
    }
    if (tick) tick();
  };
}

struct RemoteEngine::Parts {
  RemoteCaller caller;
  reapi::JobEncoder encoder;
  execute::RemoteExecutorRules rules;
  Containment accepted;
};

Result<std::unique_ptr<RemoteEngine>> RemoteEngine::open(const Workshop& workshop, const RunSettings& settings,
                                                         const RemoteEngineContext& context) {
  if (!settings.remote) return nullptr;
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(encoder, job_encoder(workshop));
  Parts parts{
      .caller = caller(settings.identity, *settings.remote, session::parent_path(program),
                       {context.run, settings.remote_share}),
      .encoder = std::move(encoder),
      .rules = {.slots = settings.remote_slots,
                .output_limit = settings.inline_limit,
                .use = settings.cache,
                .when_lost = settings.when_lost,
                .slots_here = settings.slots_here,
                .warn = [&observer = context.observer](
                            const Error& error) { observer.on(Notice{Notice::Kind::kWarning, error.message()}); }},
      .accepted = settings.accepted};
  // The constructor is private.
  return std::unique_ptr<RemoteEngine>(new RemoteEngine(workshop, std::move(parts), context));
}

RemoteEngine::RemoteEngine(const Workshop& workshop, Parts parts, const RemoteEngineContext& context)
    : jobs_([caller = parts.caller] { return connections(caller); }, *workshop.store,
            {.run = context.run,
             .server = name_of(parts.caller.address),
             .cell = parts.encoder.cell(),
             .retries = {},
             .accepted = parts.accepted},
            [&wake = context.wake] { wake.notify(); }),
      executor_({*workshop.executor, jobs_}, std::move(parts.encoder), std::move(parts.rules)) {}

}  // namespace maelstrom::cli
