// What is said to an engine that runs actions: REAPI v2 `Execution`, google.longrunning, and what of Buildbarn's
// BuildQueueState ends actions at once.
//
// Source: build/bazel/remote/execution/v2/remote_execution.proto; google/longrunning/operations.proto;
// google/rpc/status.proto and error_details.proto; buildbarn's pkg/proto/buildqueuestate/buildqueuestate.proto.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

inline constexpr const char* kExecute = "/build.bazel.remote.execution.v2.Execution/Execute";
inline constexpr const char* kWaitExecution = "/build.bazel.remote.execution.v2.Execution/WaitExecution";
inline constexpr const char* kCancelOperation = "/google.longrunning.Operations/CancelOperation";
inline constexpr const char* kListOperations = "/buildbarn.buildqueuestate.BuildQueueState/ListOperations";
inline constexpr const char* kKillOperations = "/buildbarn.buildqueuestate.BuildQueueState/KillOperations";

// The field `build.bazel.remote.execution.v2.requestmetadata-bin` of every call: who asks.
inline constexpr const char* kRequestMetadata = "build.bazel.remote.execution.v2.requestmetadata-bin";
struct ToolDetails {
  std::string name;
  std::string version;
};
struct Invocation {
  std::string id;          // of this run: tool_invocation_id
  std::string correlated;  // the same for runs that share one part of the cluster: correlated_invocations_id
};
std::string encode_request_metadata(const ToolDetails& tool, const Invocation& invocation);

struct ExecuteRequest {
  std::string instance;
  Digest action;
  bool skip_cache_lookup = false;
  std::int32_t priority = 0;  // the lower comes earlier
};
std::string encode(const ExecuteRequest& request);
std::string encode_operation_name(const std::string& name);  // of WaitExecution and CancelOperation

// Where an action is, as ExecutionStage has it.
enum class ExecutionStage : std::uint8_t { kUnknown = 0, kCacheCheck = 1, kQueued = 2, kExecuting = 3, kCompleted = 4 };

// A google.rpc.Status that is no success.
struct Refusal {
  RpcFailure failure;
  std::vector<Digest> missing;  // blobs that the server says it lacks
};
// What `failure` says, its details included; those that cannot be read say nothing.
Refusal refusal_of(const RpcFailure& failure);

struct ExecuteResponse {
  std::optional<std::string> result;  // an encoded ActionResult
  bool cached = false;
  std::optional<Refusal> refusal;  // beside a result, too: of an action that ran out of time
  std::string message;             // of the server, for people
};

// One message of Execute or WaitExecution.
struct Operation {
  std::string name;
  ExecutionStage stage = ExecutionStage::kUnknown;
  std::optional<ExecuteResponse> response;  // once it is done
};
// Errors: Invalid for malformed bytes, and for an operation that is done without a response.
Result<Operation> decode_operation(std::string_view bytes);

// BuildQueueState.
std::string encode_list_operations(const std::string& after, std::uint32_t most);
struct QueuedOperation {
  std::string name;
  Digest action;
  std::vector<std::string> invocations;  // the tool_invocation_ids that it belongs to
  std::string correlated;                // their correlated_invocations_id
  bool executing = false;
  bool completed = false;
};
Result<std::vector<QueuedOperation>> decode_operations(std::string_view bytes);
// `name`: as ListOperations gives it. Whoever waits for the operation gets Cancelled, with `why`.
std::string encode_kill(const std::string& name, const std::string& why);

}  // namespace maelstrom::reapi
