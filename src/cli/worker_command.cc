#include "cli/worker_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <utility>

#include "base/strings.h"
#include "cli/cell_program.h"
#include "cli/doctor_command.h"
#include "cli/failure.h"
#include "cli/open_store.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "os/end_by_signal.h"
#include "os/file.h"
#include "os/listener.h"
#include "os/machine.h"
#include "os/module.h"
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
config::Settings of_worker(config::Settings all) {
  config::Settings settings{.slots = all.slots,
                            .color = std::move(all.color),
                            .cache_root = std::move(all.cache_root),
                            .cache_size = all.cache_size,
                            .inline_limit = all.inline_limit};
  settings.origins = std::move(all.origins);
  return settings;
}

Result<config::Settings> settings_of(const Host& host, const WorkerCommandOptions& options, const Asking& asking,
                                     std::size_t cores) {
  std::vector<config::Settings> places{typed_settings({}, options.run, {.color = options.color}, asking.current)};
  TRY_ASSIGN(of_environment, environment_settings(asking));
  places.push_back(std::move(of_environment));
  if (options.config_file) {
    TRY_ASSIGN(of_file, settings_of_file(host, session::absolute_path(asking.current, *options.config_file)));
    places.push_back(std::move(of_file));
  } else {
    TRY_ASSIGN(of_user, user_settings(host, asking));
    std::ranges::move(of_user, std::back_inserter(places));
  }
  config::Settings defaults{
      .slots = cores, .color = "auto", .cache_size = RunSettings{}.cache_size, .inline_limit = kOutputLimit};
  if (auto root = default_cache_root(asking.environment)) defaults.cache_root = std::move(*root);
  places.push_back(std::move(defaults));
  return of_worker(config::merged(places));
}

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

// What this worker shows to prove who it is.
Result<std::vector<std::pair<std::string, std::string>>> proof_of(const WorkerCommandOptions& options) {
  std::vector<std::pair<std::string, std::string>> metadata;
  if (options.client_certificate.empty() != options.client_key.empty()) {
    return invalid("--client-certificate and --client-key go together");
  }
  if (!options.token_file.empty()) {
    TRY_ASSIGN(token, os::read_file(options.token_file, 1 << 20));
    metadata.emplace_back("authorization", "Bearer " + std::string(trim(token)));
  }
  const bool proves = !options.client_certificate.empty() || !metadata.empty();
  const bool in_tls =
      options.engine.starts_with("grpcs://") && options.storage.value_or("grpcs://").starts_with("grpcs://");
  if (proves && !in_tls) return invalid("who this worker is can only be proved in TLS: write grpcs:// addresses");
  return metadata;
}

// Connections of a worker's own: each call of this makes one.
Result<std::shared_ptr<reapi::Rpc>> open_rpc(const WorkerCommandOptions& options, const std::string& address_text) {
  TRY_ASSIGN(address, reapi::parse_remote_address(address_text));
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(module,
             os::find_module(session::parent_path(program), "maelstrom-remote.so", "speaks to a cluster's engine"));
  TRY_ASSIGN_IN("load what speaks to a cluster's engine (Debian has it in the package libgrpc++1.51)", entry,
                os::module_entry(module, reapi::kRpcModuleEntry));
  TRY_ASSIGN(proof, proof_of(options));
  const reapi::RpcOptions rpc{.target = address.target,
                              .tls = address.tls,
                              .certificate_authorities = {},
                              .client_certificate = options.client_certificate,
                              .client_key = options.client_key,
                              .metadata = std::move(proof)};
  return std::shared_ptr<reapi::Rpc>(reinterpret_cast<reapi::RpcModuleEntry>(entry)(rpc));
}

Result<worker::Worker::Ports> ports_of(const WorkerCommandOptions& options, store::Store& store, const Clock& clock) {
  TRY_ASSIGN(waiting, open_rpc(options, options.engine));
  TRY_ASSIGN(prompt, open_rpc(options, options.engine));
  TRY_ASSIGN(blobs, open_rpc(options, options.storage.value_or(options.engine)));
  return worker::Worker::Ports{.store = store,
                               .engine = {std::move(waiting), std::move(prompt)},
                               .storage = std::move(blobs),
                               .clock = clock,
                               .tell = tell};
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
  TRY_ASSIGN(all, settings_of(host, options, asking, cores));
  if (options.print_config) {
    std::fputs(config::described(all).c_str(), stdout);
    return kSuccess;
  }
  TRY_ASSIGN(settings, resolve(options.run, all, asking.environment, cores));
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(cell, find_cell_program(host, program));
  TRY_ASSIGN(store, open_store(settings));
  TRY_ASSIGN(ports, ports_of(options, *store, clock));
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
