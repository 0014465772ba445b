#include "cli/cluster_up_command.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <set>
#include <utility>

#include "cli/cluster_keeper.h"
#include "cli/directories.h"
#include "cli/failure.h"
#include "cli/local_cluster.h"
#include "cli/local_engine.h"
#include "cli/remote_server.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "os/file.h"
#include "os/listener.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "reapi/worker_list.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kOptions[] = {"cache-root", "state-root"};
constexpr int kBetweenLooks = 20;  // milliseconds
constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::milliseconds kPatienceOfALook(5000);

Result<RunSettings> settings_of(const RunOptions& run, const Host& host) {
  const Asking asking{"cluster", os::current_directory(), client_environment};
  TRY_ASSIGN(all, machine_settings(host, asking, typed_settings({}, run, {}, asking.current),
                                   {.cores = os::usable_cores(),
                                    .inline_limit = RunSettings{}.inline_limit,
                                    .options = kOptions,
                                    .config_file = std::nullopt}));
  return resolve(run, all, asking.environment, 1);
}

std::string absolute(const std::string& path) { return session::absolute_path(os::current_directory(), path); }

std::vector<KeptProgram> workers_of(const ClusterUpOptions& options, const LocalEngine& engine,
                                    const std::string& program) {
  const std::size_t slots = options.slots.value_or(std::max<std::size_t>(os::usable_cores() / options.workers, 1));
  std::vector<KeptProgram> workers;
  for (std::size_t i = 0; i < options.workers; ++i) {
    const std::string name = fmt::format("worker-{}", i);
    workers.push_back({name,
                       {program, "worker", "--engine", engine.worker_address(), "--storage", engine.address(),
                        "--slots", std::to_string(slots), "--cache-root", engine.data + "/" + name}});
  }
  return workers;
}

// How many processes wait for work there. None: the engine does not answer yet.
std::size_t workers_there(reapi::Rpc& rpc) {
  const auto queues = reapi::list_workers(
      [&](const char* method, std::string_view request) { return rpc.call({method, kPatienceOfALook}, request); });
  std::set<std::string> processes;
  if (!queues) return 0;
  for (const reapi::WorkerQueue& queue : *queues) {
    for (const reapi::EngineWorker& worker : queue.workers) {
      for (const auto& [name, value] : worker.id) {
        if (name == "worker" && worker.waits) processes.insert(value);
      }
    }
  }
  return processes.size();
}

// Tries again and again: neither ports nor an engine tell anybody that somebody has come.
class Waiting {
 public:
  Waiting(ClusterKeeper& keeper, Wake& wake) : keeper_(keeper), wake_(wake) {}

  // `what`, for the message, if it does not come. Errors: the keeper's; Interrupted.
  Status until(const std::function<bool()>& is_there, const std::string& what) {
    while (!is_there()) {
      if (std::chrono::steady_clock::now() > end_) return fail(ErrorCode::kUnavailable, what + " within a minute");
      pollfd items[] = {{keeper_.fd(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}};
      if (::poll(items, std::size(items), kBetweenLooks) <= 0) continue;
      if (items[0].revents != 0) return fail(keeper_.failure());
      if (wake_.ending_signal()) return fail(ErrorCode::kInterrupted, "interrupted");
      wake_.clear();
    }
    return {};
  }

 private:
  ClusterKeeper& keeper_;
  Wake& wake_;
  const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kPatience;
};

Result<os::Fd> claim(const LocalClusterPlace& place) {
  TRY_ASSIGN(lock, place.claim());
  if (lock) return std::move(*lock);
  const auto found = place.find();
  const std::string where = found && *found ? " at " + (*found)->cluster.address : "";
  return invalid("a cluster is up already" + where + "; `maelstrom cluster down` ends it");
}

Result<KeptCluster> planned(const ClusterUpOptions& options, const RunSettings& settings, const std::string& program) {
  KeptCluster cluster{.place = LocalClusterPlace(settings.state_root)};
  TRY_ASSIGN(programs,
             find_engine(options.engine_directory ? std::optional(absolute(*options.engine_directory)) : std::nullopt,
                         client_environment("PATH").value_or("")));
  cluster.data = options.data ? absolute(*options.data) : settings.cache_root + "/cluster";
  cluster.afterwards = options.data ? DataAfterwards::kStays : DataAfterwards::kGoes;
  const LocalEngine engine{programs.storage, programs.scheduler, cluster.data, options.port};
  cluster.address = engine.address();
  // Of one that did not end by itself.
  if (cluster.afterwards == DataAfterwards::kGoes) TRY(os::remove_tree(cluster.data));
  TRY_ASSIGN(commands, prepare(engine));
  cluster.engine = std::move(commands);
  cluster.workers = workers_of(options, engine, program);
  return cluster;
}

void tell(const std::string& address, std::size_t workers) {
  fmt::print(
      "a cluster is up, with {} worker{}:\n"
      "  maelstrom test --remote {}\n"
      "`maelstrom cluster status` shows what goes on there, `maelstrom cluster down` ends it\n",
      workers, workers == 1 ? "" : "s", address);
}

Status bring_up(const ClusterUpOptions& options, const RemoteCaller& engine, ClusterKeeper& keeper, Wake& wake) {
  Waiting waiting(keeper, wake);
  TRY(waiting.until([&] { return os::is_listening(options.port) && os::is_listening(options.port + 1); },
                    "the engine did not come"));
  keeper.start_workers();
  TRY_ASSIGN(rpc, connect(engine));
  return waiting.until([&] { return workers_there(*rpc) >= options.workers; }, "not every worker came");
}

Result<int> up(const ClusterUpOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  TRY_ASSIGN(settings, settings_of(options.run, host));
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(lock, claim(LocalClusterPlace(settings.state_root)));
  TRY_ASSIGN(cluster, planned(options, settings, program));
  TRY_ASSIGN(address, reapi::parse_remote_address(cluster.address));
  TRY_ASSIGN(keeper, ClusterKeeper::start(cluster, std::move(lock)));
  const RemoteCaller engine = caller({}, address, session::parent_path(program));
  if (const Status there = bring_up(options, engine, keeper, *wake); !there) {
    if (const auto signal = wake->ending_signal()) return 128 + *signal;
    return fail(there.error());
  }
  keeper.let_go();
  tell(cluster.address, options.workers);
  return kSuccess;
}

Result<int> down(const RunOptions& options) {
  const os::SystemHost host;
  TRY_ASSIGN(settings, settings_of(options, host));
  const LocalClusterPlace place(settings.state_root);
  TRY_ASSIGN(found, place.find());
  if (!found || !found->runs) {
    TRY_ASSIGN(lock, place.claim());  // none: one is just coming up
    if (lock) TRY(place.forget());
    std::puts("no cluster is up");
    return kSuccess;
  }
  if (::kill(found->cluster.keeper, SIGTERM) != 0) return fail(system_error(errno, "kill"));
  TRY(place.await_end());
  fmt::print("the cluster at {} has ended\n", found->cluster.address);
  return kSuccess;
}

}  // namespace

int run_cluster_up(const ClusterUpOptions& options) {
  const auto exit_code = up(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

int run_cluster_down(const RunOptions& options) {
  const auto exit_code = down(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
