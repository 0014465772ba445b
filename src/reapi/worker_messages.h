// What a worker and Buildbarn's scheduler say to one another: the protocol `Synchronize`.
//
// A worker says again and again what it does and is told what to do; each id has one call under way. Everything may be
// said twice.
// Source: buildbarn/bb-remote-execution, pkg/proto/remoteworker/remoteworker.proto; remote_execution.proto,
// "ExecuteResponse"; google/rpc/status.proto and error_details.proto; proto/remote_worker.proto is what of them is
// used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/messages.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

inline constexpr const char* kSynchronize = "/buildbarn.remoteworker.OperationQueue/Synchronize";

struct WorkerIdentity {
  std::vector<NamedValue> id;        // no two workers have the same
  std::string instance_prefix;       // of the actions that it takes
  std::vector<NamedValue> platform;  // sorted; actions ask for exactly this
};

struct Idle {
  bool operator==(const Idle&) const = default;
};
enum class Stage : std::uint8_t { kFetchingInputs, kRunning, kUploadingOutputs };
struct UnderWay {
  Digest action;
  Stage stage = Stage::kFetchingInputs;
  bool operator==(const UnderWay&) const = default;
};
struct Completed {
  Digest action;
  std::string response;  // an encoded ExecuteResponse
  bool operator==(const Completed&) const = default;
};
using WorkerState = std::variant<Idle, UnderWay, Completed>;

// Whether a worker wants another action; one that does not is told to be idle, at once.
enum class Wish : std::uint8_t { kWork, kRest };

std::string encode_synchronize(const WorkerIdentity& worker, const WorkerState& state, Wish wish);

struct Assignment {
  Digest digest;       // of the action
  std::string action;  // with the timeout that the scheduler enforces
  Seconds queued;      // since 1970
  std::string instance_suffix;
  std::string invocation;  // of who asked for it: RequestMetadata's tool_invocation_id; may be empty
  bool sha256 = true;      // what digests are made with
};
// What the scheduler wants: nothing new, to be idle, or this.
struct GoOn {};
using DesiredState = std::variant<GoOn, Idle, Assignment>;

// Errors: Invalid for malformed bytes, and for what is no digest.
Result<DesiredState> decode_synchronize(std::string_view bytes);

// google.rpc.Status, which says of missing blobs which they are.
struct RemoteStatus {
  std::optional<RpcCode> code;  // none: it is fine
  std::string message;
  std::vector<Digest> missing;
};
std::string encode_status(const RemoteStatus& status);

// `result`: an encoded ActionResult; empty: there is none.
std::string encode_execute_response(std::string_view result, const RemoteStatus& status);

// Where an action was, and when: ExecutedActionMetadata. Times since 1970; those that did not come are nought.
struct ExecutionTimes {
  std::string worker;
  Seconds queued;
  Seconds worker_start;
  Seconds worker_completed;
  Seconds fetch_start;
  Seconds fetch_completed;
  Seconds execution_start;
};
// An ActionResult of nothing else: behind another one in the same bytes, it is added to that.
// Source: protobuf.dev, "Encoding", "Last One Wins".
std::string encode_execution_times(const ExecutionTimes& times);

}  // namespace maelstrom::reapi
