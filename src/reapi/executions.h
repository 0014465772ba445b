// Actions that an engine runs, each followed to its end or until its stream is lost.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "core/digest.h"
#include "reapi/execution_messages.h"
#include "reapi/remote_server.h"

namespace maelstrom::reapi {

// How following an action ended.
struct ExecutionEnd {
  std::optional<ExecuteResponse> response;  // the engine's answer
  RpcFailure failure;                       // of the call, where there is no answer
  // Without an answer: the operation that goes on, for all that is known; resume() follows it again. May be empty.
  std::string operation;
};

// Of the actions that are followed, those that the engine has said this of.
struct ExecutionCounts {
  std::size_t queued = 0;
  std::size_t executing = 0;
};

// Safe to use from several threads. An engine repeats itself every minute, so a stream that says nothing for two is
// dead.
class Executions {
 public:
  using End = std::function<void(ExecutionEnd)>;

  // `server` has been greeted and outlives this object; `invocation` is the tool_invocation_id of all its calls.
  Executions(const RemoteServer& server, std::string invocation)
      : server_(server), invocation_(std::move(invocation)) {}

  // Both return at once. `end` is called once, from another thread or before they return, and must not take long.
  // The scheduler keeps no results: whoever wants to know of an earlier one looks before. `priority`: the lower comes
  // earlier; of those that the engine does not have, the nearest that it has. `number`: for withdraw(), each once.
  void start(std::uint64_t number, const Digest& action, std::int32_t priority, End end);
  void resume(std::uint64_t number, const std::string& operation, End end);

  // Of the actions that wait in the engine's queue, the one with the highest number; each is given once. None waits:
  // none.
  struct Withdrawn {
    std::uint64_t number = 0;
    std::string operation;
  };
  std::optional<Withdrawn> withdraw();

  ExecutionCounts counts() const;

  // Ends what is under way here and, as far as no other invocation waits for it, on the engine. Takes no longer than
  // `most`. Every later call ends with Cancelled.
  void cancel_all(std::chrono::milliseconds most);

 private:
  struct Following;

  void follow(const char* method, std::string request, const std::shared_ptr<Following>& following);
  bool take(Following& following, std::string_view message);
  void end(Following& following, const RpcResult<std::monostate>& status);
  void move(Following& following, ExecutionStage stage);

  const RemoteServer& server_;
  const std::string invocation_;
  mutable std::mutex mutex_;
  std::size_t streams_ = 0;
  ExecutionCounts counts_;
  std::unordered_set<std::string> operations_;     // of them, as far as the engine has named them
  std::map<std::uint64_t, std::string> in_queue_;  // number → operation
};

}  // namespace maelstrom::reapi
