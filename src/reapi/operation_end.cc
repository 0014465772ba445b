#include "reapi/operation_end.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "reapi/execution_messages.h"
#include "reapi/operation_list.h"

namespace maelstrom::reapi {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Ending {
 public:
  Ending(const RemoteServer& server, milliseconds most) : server_(server), end_(steady_clock::now() + most) {}

  RpcResult<std::vector<QueuedOperation>> list() const {
    return list_operations([this](const char* method, std::string_view request) { return call(method, request); });
  }

  // False: the engine does it for nobody, or not for us.
  bool kill(const std::string& name) const {
    const auto answer = call(kKillOperations, encode_kill(name, "cancelled by its client"));
    return answer || answer.error().code == RpcCode::kNotFound;
  }

  void cancel(const std::string& name) const { static_cast<void>(call(kCancelOperation, encode_operation_name(name))); }

 private:
  RpcResult<std::string> call(const char* method, std::string_view request) const {
    const auto left = std::chrono::duration_cast<milliseconds>(end_ - steady_clock::now());
    if (left <= milliseconds(0)) return tl::unexpected(RpcFailure{RpcCode::kDeadlineExceeded, "no time is left"});
    return server_.rpc().call({method, left}, request);
  }

  const RemoteServer& server_;
  const steady_clock::time_point end_;
};

// "0a1b…" of "team/operations/0a1b…".
std::string bare_name(const std::string& operation) { return operation.substr(operation.rfind('/') + 1); }

// Those of ours that nobody else waits for.
std::vector<std::string> unshared(const std::vector<QueuedOperation>& all, const std::string& invocation,
                                  const std::vector<std::string>& operations) {
  std::unordered_set<std::string> names;
  for (const std::string& operation : operations) names.insert(bare_name(operation));
  const auto is_ours = [&](const QueuedOperation& one) {
    return names.contains(one.name) || std::ranges::find(one.invocations, invocation) != one.invocations.end();
  };
  std::unordered_set<Digest> of_others;
  for (const QueuedOperation& one : all) {
    if (!one.completed && !is_ours(one)) of_others.insert(one.action);
  }
  std::vector<std::string> ours;
  for (const QueuedOperation& one : all) {
    if (!one.completed && is_ours(one) && !of_others.contains(one.action)) ours.push_back(one.name);
  }
  return ours;
}

}  // namespace

void end_operations(const RemoteServer& server, const std::string& invocation,
                    const std::vector<std::string>& operations, milliseconds most) {
  const Ending ending(server, most);
  if (const auto all = ending.list()) {
    const auto ours = unshared(*all, invocation, operations);
    if (std::ranges::all_of(ours, [&](const std::string& name) { return ending.kill(name); })) return;
  }
  for (const std::string& operation : operations) ending.cancel(operation);
}

}  // namespace maelstrom::reapi
