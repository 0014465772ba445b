#include "cli/cluster_command.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "cli/directories.h"
#include "cli/failure.h"
#include "cli/remote_server.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "os/file.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "os/terminal.h"
#include "os/wake.h"
#include "reapi/operation_list.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kOptions[] = {"remote",     "tls-ca",        "client-certificate", "client-key",
                                         "token-file", "token-command", "credential-helper"};
constexpr std::chrono::milliseconds kPatience(10'000);
constexpr int kBetweenLooks = 1000;  // milliseconds
constexpr const char* kClear = "\x1b[H\x1b[J";

struct Count {
  std::size_t running = 0;
  std::size_t queued = 0;
  void add(const reapi::QueuedOperation& operation) { ++(operation.executing ? running : queued); }
  std::size_t all() const { return running + queued; }
};

struct Share {
  std::string name;
  Count count;
  std::map<std::string, Count> runs;
};

std::vector<Share> shares_of(const std::vector<reapi::QueuedOperation>& operations) {
  std::map<std::string, Share> shares;
  for (const reapi::QueuedOperation& operation : operations) {
    if (operation.completed) continue;
    const std::string name = operation.correlated.empty() ? "somebody" : printable(operation.correlated);
    const std::string run = operation.invocations.empty() ? "-" : printable(operation.invocations.front());
    Share& share = shares[name];
    share.name = name;
    share.count.add(operation);
    share.runs[run].add(operation);
  }
  std::vector<Share> sorted;
  for (auto& [name, share] : shares) sorted.push_back(std::move(share));
  std::ranges::stable_sort(sorted, std::greater<>(), [](const Share& share) { return share.count.all(); });
  return sorted;
}

std::string told(const Count& count) { return fmt::format("{} running, {} queued", count.running, count.queued); }

Result<std::string> look(const reapi::RemoteAddress& server, reapi::Rpc& rpc) {
  const auto operations = reapi::list_operations(
      [&](const char* method, std::string_view request) { return rpc.call({method, kPatience}, request); });
  if (operations) return reapi::to_string(server) + ": " + described(*operations);
  Error error = reapi::error_of(operations.error());
  if (operations.error().code == reapi::RpcCode::kUnimplemented) {
    error = Error(ErrorCode::kUnavailable, "it tells nobody what it does (Buildbarn: BuildQueueState)");
  }
  return fail(std::move(error).in("the engine at " + reapi::to_string(server)));
}

// Until somebody wants it to end, or cannot be told any more.
Status watch(const reapi::RemoteAddress& server, reapi::Rpc& rpc, Wake& wake) {
  const char* const begin = os::is_terminal(STDOUT_FILENO) ? kClear : "";
  while (!wake.ending_signal()) {
    TRY_ASSIGN(text, look(server, rpc));
    if (std::fprintf(stdout, "%s%s", begin, text.c_str()) < 0 || std::fflush(stdout) != 0) return {};
    pollfd woken{wake.fd(), POLLIN, 0};
    if (::poll(&woken, 1, kBetweenLooks) > 0) wake.clear();
  }
  return {};
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
  if (!settings.remote) return invalid("which cluster? Name it with --remote grpc://HOST:PORT");
  TRY_ASSIGN(program, os::own_program());
  TRY_ASSIGN(rpc, connect(caller(settings.identity, *settings.remote, session::parent_path(program))));
  if (options.watch) {
    TRY(watch(*settings.remote, *rpc, *wake));
    return kSuccess;
  }
  TRY_ASSIGN(text, look(*settings.remote, *rpc));
  std::fputs(text.c_str(), stdout);
  return kSuccess;
}

}  // namespace

std::string described(const std::vector<reapi::QueuedOperation>& operations) {
  const std::vector<Share> shares = shares_of(operations);
  Count total;
  std::size_t name_width = 0;
  std::size_t run_width = 0;
  for (const Share& share : shares) {
    total.running += share.count.running;
    total.queued += share.count.queued;
    name_width = std::max(name_width, share.name.size());
    for (const auto& [run, count] : share.runs) run_width = std::max(run_width, run.size());
  }
  std::string text = total.all() == 0 ? "nothing to do\n" : told(total) + "\n";
  for (const Share& share : shares) {
    for (const auto& [run, count] : share.runs) {
      text += fmt::format("  {:<{}}  {:<{}}  {}\n", share.name, name_width, run, run_width, told(count));
    }
  }
  return text;
}

int run_cluster_status(const ClusterStatusOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
