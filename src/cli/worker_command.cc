#include "cli/worker_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/cell_program.h"
#include "cli/doctor_command.h"
#include "cli/failure.h"
#include "cli/identity.h"
#include "cli/open_store.h"
#include "cli/remote_server.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "os/end_by_signal.h"
#include "os/file.h"
#include "os/listener.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "reapi/job_encoder.h"
#include "reapi/remote_address.h"
#include "session/paths.h"
#include "worker/metrics_server.h"
#include "worker/worker.h"

namespace maelstrom::cli {
namespace {

// Enough for a list of a million cases: an action does not tell how much its client wants, who cuts it to that.
constexpr std::uint64_t kOutputLimit = UINT64_C(64) << 20;

// Of all settings, those that a worker has.
constexpr std::string_view kOptions[] = {"slots",      "color",      "tls-ca",        "client-certificate",
                                         "client-key", "token-file", "token-command", "credential-helper",
                                         "cache-root", "cache-size", "inline-limit"};

// Sorted, as a scheduler wants it.
std::vector<reapi::NamedValue> platform_of(const WorkerCommandOptions& options) {
  std::vector<reapi::NamedValue> platform = reapi::common_platform();
  for (const std::string& property : options.platform) {
    const auto equals = property.find('=');
    platform.push_back({property.substr(0, equals), property.substr(equals + 1)});
  }
  std::ranges::sort(platform);
  const auto rest = std::ranges::unique(platform);
  platform.erase(rest.begin(), rest.end());
  return platform;
}

void tell(const std::string& line) { std::fprintf(stderr, "worker: %s\n", line.c_str()); }

Result<worker::Worker::Ports> ports_of(const WorkerCommandOptions& options, const RunSettings& settings,
                                       store::Store& store, const Clock& clock) {
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(engine, reapi::parse_remote_address(options.engine));
  TRY_ASSIGN(storage, reapi::parse_remote_address(options.storage.value_or(options.engine)));
  const RemoteCaller to_engine = caller(settings.identity, engine, session::parent_path(program));
  const RemoteCaller to_storage = caller(settings.identity, storage, session::parent_path(program));
  TRY_ASSIGN(waiting, connect(to_engine));
  TRY_ASSIGN(prompt, connect(to_engine));
  TRY_ASSIGN(blobs, connect(to_storage));
  return worker::Worker::Ports{.store = store,
                               .engine = {std::move(waiting), std::move(prompt)},
                               .storage = std::move(blobs),
                               .clock = clock,
                               .tell = tell};
}

// Where it is named, an engine without TLS learns nothing of who this is.
Status check_servers(const WorkerCommandOptions& options, const config::Settings& all, const RunSettings& settings) {
  std::vector<reapi::RemoteAddress> servers;
  for (const std::string& address : {options.engine, options.storage.value_or(options.engine)}) {
    TRY_ASSIGN(server, reapi::parse_remote_address(address));
    servers.push_back(std::move(server));
  }
  return check_identity(all, settings.identity, servers);
}

Result<worker::WorkerOptions> worker_options(const WorkerCommandOptions& options, const RunSettings& settings,
                                             const std::string& cell, const std::string& color) {
  TRY_ASSIGN(engine, reapi::parse_remote_address(options.engine));
  TRY_ASSIGN(host, os::host_name());
  return worker::WorkerOptions{.slots = settings.slots,
                               .ahead = options.fetch_ahead.value_or(settings.slots),
                               .instance_prefix = options.instance.value_or(engine.instance),
                               .platform = platform_of(options),
                               .host = std::move(host),
                               .ids_directory = settings.cache_root + "/worker",
                               .cell_program = cell,
                               .cache_size = settings.cache_size,
                               .output_limit = settings.inline_limit,
                               .no_containers = [cell, colours = report::wants_colour(color, STDERR_FILENO)] {
                                 explain_missing_features(stderr, {.program = cell}, {.colours = colours});
                               }};
}

std::string described(const worker::WorkerOptions& options, const std::string& engine) {
  std::string text = fmt::format("{} slots for {}", options.slots, engine);
  for (const auto& [name, value] : options.platform) text += fmt::format(", {}={}", name, value);
  return text;
}

Result<int> run(const WorkerCommandOptions& options) {
  // Before any thread: they inherit the blocked signals.
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const SystemClock clock;
  const Asking asking{"worker", os::current_directory(), client_environment};
  const std::size_t cores = os::usable_cores();
  TRY_ASSIGN(
      all,
      machine_settings(
          host, asking, typed_settings({}, options.run, {.color = options.color}, asking.current),
          {.cores = cores, .inline_limit = kOutputLimit, .options = kOptions, .config_file = options.config_file}));
  if (options.print_config) {
    std::fputs(config::described(all).c_str(), stdout);
    return kSuccess;
  }
  TRY_ASSIGN(settings, resolve(options.run, all, asking.environment, cores));
  TRY(check_servers(options, all, settings));
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(cell, find_cell_program(host, program));
  TRY_ASSIGN(store, open_store(settings));
  TRY_ASSIGN(ports, ports_of(options, settings, *store, clock));
  TRY_ASSIGN(worker_settings, worker_options(options, settings, cell, *all.color));
  TRY_ASSIGN(worker, worker::Worker::create(ports, worker_settings));
  tell(described(worker_settings, options.engine));
  std::unique_ptr<worker::MetricsServer> metrics;
  if (options.metrics) {
    TRY_ASSIGN(listener, os::Listener::open(*options.metrics));
    metrics = std::make_unique<worker::MetricsServer>(std::move(listener), [&] { return worker->metrics(); });
    tell("its state is at http://" + metrics->address() + "/metrics");
  }
  TRY(worker->run(*wake, [](int signal) { os::end_by_signal(signal); }));
  return kSuccess;
}

}  // namespace

int run_worker(const WorkerCommandOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
