#include "cli/cluster_command.h"

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <utility>

#include "cli/cluster_state.h"
#include "cli/directories.h"
#include "cli/failure.h"
#include "cli/local_cluster.h"
#include "cli/remote_server.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "os/file.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "os/terminal.h"
#include "os/wake.h"
#include "reapi/operation_list.h"
#include "reapi/worker_list.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kOptions[] = {"remote",     "tls-ca",        "client-certificate", "client-key",
                                         "token-file", "token-command", "credential-helper",  "state-root"};
constexpr std::chrono::milliseconds kPatience(10'000);
constexpr int kBetweenLooks = 1000;  // milliseconds
constexpr const char* kClear = "\x1b[H\x1b[J";

Error explained(const reapi::RpcFailure& failure, const reapi::RemoteAddress& server) {
  Error error = reapi::error_of(failure);
  if (failure.code == reapi::RpcCode::kUnimplemented) {
    error = Error(ErrorCode::kUnavailable, "it tells nobody what it does (Buildbarn: BuildQueueState)");
  }
  return std::move(error).in("the engine at " + reapi::to_string(server));
}

Result<ClusterState> ask(const reapi::RemoteAddress& server, reapi::Rpc& rpc) {
  const reapi::MakeCall call = [&](const char* method, std::string_view request) {
    return rpc.call({method, kPatience}, request);
  };
  // In this order: the scheduler knows an operation for another minute when a worker has ended it.
  ClusterState state;
  auto queues = reapi::list_workers(call);
  if (!queues) return fail(explained(queues.error(), server));
  state.queues = std::move(*queues);
  auto operations = reapi::list_operations(call);
  if (!operations) return fail(explained(operations.error(), server));
  state.operations = std::move(*operations);
  return state;
}

struct Look {
  const reapi::RemoteAddress& server;
  reapi::Rpc& rpc;
  bool json;
};

Result<std::string> look(const Look& at) {
  TRY_ASSIGN(state, ask(at.server, at.rpc));
  return at.json ? json_line(state) : reapi::to_string(at.server) + ": " + described(state);
}

// Until somebody wants it to end, or cannot be told any more.
Status watch(const Look& at, Wake& wake) {
  const char* const begin = os::is_terminal(STDOUT_FILENO) ? kClear : "";
  while (!wake.ending_signal()) {
    TRY_ASSIGN(text, look(at));
    if (std::fprintf(stdout, "%s%s", begin, text.c_str()) < 0 || std::fflush(stdout) != 0) return {};
    pollfd woken{wake.fd(), POLLIN, 0};
    if (::poll(&woken, 1, kBetweenLooks) > 0) wake.clear();
  }
  return {};
}

// Of the cluster that `maelstrom cluster up` started.
Result<reapi::RemoteAddress> address_of_local(const std::string& state_root) {
  TRY_ASSIGN(found, LocalClusterPlace(state_root).find());
  if (found && found->runs) return reapi::parse_remote_address(found->cluster.address);
  if (found && !found->cluster.ended.empty()) {
    return fail(ErrorCode::kUnavailable, "the cluster that was up here is no more: " + found->cluster.ended);
  }
  return invalid("which cluster? Name it with --remote grpc://HOST:PORT; none was started here");
}

Result<int> run(const ClusterStatusOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const Asking asking{"cluster", os::current_directory(), client_environment};
  TRY_ASSIGN(all, machine_settings(host, asking, typed_settings({}, options.run, {}, asking.current),
                                   {.cores = os::usable_cores(),
                                    .inline_limit = RunSettings{}.inline_limit,
                                    .options = kOptions,
                                    .config_file = options.config_file}));
  TRY_ASSIGN(settings, resolve(options.run, all, asking.environment, 1));
  if (!settings.remote) {
    TRY_ASSIGN(local, address_of_local(settings.state_root));
    settings.remote = std::move(local);
  }
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(rpc, connect(caller(settings.identity, *settings.remote, session::parent_path(program))));
  const Look at{*settings.remote, *rpc, options.format == "json"};
  if (options.watch) {
    TRY(watch(at, *wake));
    return kSuccess;
  }
  TRY_ASSIGN(text, look(at));
  std::fputs(text.c_str(), stdout);
  return kSuccess;
}

}  // namespace

int run_cluster_status(const ClusterStatusOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
