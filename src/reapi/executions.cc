#include "reapi/executions.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "reapi/operation_end.h"

namespace maelstrom::reapi {
namespace {

constexpr std::chrono::seconds kSilence(130);

}  // namespace

// One call; used by one thread at a time.
struct Executions::Following {
  std::uint64_t number = 0;
  End end;
  ExecutionEnd so_far;
  ExecutionStage stage = ExecutionStage::kUnknown;
};

void Executions::start(std::uint64_t number, const Digest& action, std::int32_t priority, End end) {
  auto following = std::make_shared<Following>(Following{.number = number, .end = std::move(end)});
  const RemoteCapabilities& engine = server_.capabilities();
  const ExecuteRequest request{.instance = server_.options().instance,
                               .action = action,
                               .skip_cache_lookup = true,
                               .priority = std::clamp(priority, engine.lowest_priority, engine.highest_priority)};
  follow(kExecute, encode(request), following);
}

void Executions::resume(std::uint64_t number, const std::string& operation, End end) {
  auto following = std::make_shared<Following>(
      Following{.number = number, .end = std::move(end), .so_far = {.operation = operation}});
  follow(kWaitExecution, encode_operation_name(operation), following);
}

void Executions::follow(const char* method, std::string request, const std::shared_ptr<Following>& following) {
  {
    const std::lock_guard lock(mutex_);
    ++streams_;
    if (!following->so_far.operation.empty()) operations_.insert(following->so_far.operation);
  }
  server_.rpc().follow(
      {method, kSilence}, std::move(request),
      [this, following](std::string_view message) { return take(*following, message); },
      [this, following](const RpcResult<std::monostate>& status) { end(*following, status); });
}

bool Executions::take(Following& following, std::string_view message) {
  auto operation = decode_operation(message);
  if (!operation) {
    following.so_far.failure = {RpcCode::kInternal, operation.error().message()};
    return false;
  }
  if (!operation->name.empty() && following.so_far.operation != operation->name) {
    const std::lock_guard lock(mutex_);
    operations_.erase(std::exchange(following.so_far.operation, operation->name));
    operations_.insert(operation->name);
  }
  move(following, operation->stage);
  if (operation->response) following.so_far.response = std::move(operation->response);
  return true;
}

void Executions::move(Following& following, ExecutionStage stage) {
  const std::lock_guard lock(mutex_);
  const auto count = [this](ExecutionStage of) -> std::size_t* {
    if (of == ExecutionStage::kQueued) return &counts_.queued;
    return of == ExecutionStage::kExecuting ? &counts_.executing : nullptr;
  };
  if (following.stage == stage) return;
  if (std::size_t* const before = count(following.stage)) --*before;
  following.stage = stage;
  if (std::size_t* const now = count(stage)) ++*now;
  if (stage == ExecutionStage::kQueued) {
    in_queue_[following.number] = following.so_far.operation;
  } else {
    in_queue_.erase(following.number);
  }
}

std::optional<Executions::Withdrawn> Executions::withdraw() {
  const std::lock_guard lock(mutex_);
  if (in_queue_.empty()) return std::nullopt;
  auto last = in_queue_.extract(std::prev(in_queue_.end()));
  return Withdrawn{last.key(), std::move(last.mapped())};
}

ExecutionCounts Executions::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Executions::end(Following& following, const RpcResult<std::monostate>& status) {
  move(following, ExecutionStage::kCompleted);
  ExecutionEnd& end = following.so_far;
  {
    const std::lock_guard lock(mutex_);
    --streams_;
    operations_.erase(end.operation);
  }
  if (end.response) {
    end.operation.clear();
  } else if (!status && end.failure.message.empty()) {
    end.failure = status.error();
  } else if (end.failure.message.empty()) {
    end.failure = {RpcCode::kUnavailable, "the engine ended the stream of an action before the action"};
  }
  following.end(std::move(end));
}

void Executions::cancel_all(std::chrono::milliseconds most) {
  std::vector<std::string> operations;
  bool any = false;
  {
    const std::lock_guard lock(mutex_);
    any = streams_ > 0;
    operations.assign(operations_.begin(), operations_.end());
  }
  if (any) end_operations(server_, invocation_, operations, most);
  server_.rpc().cancel_all();
}

}  // namespace maelstrom::reapi
