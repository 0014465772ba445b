#include "reapi/worker_messages.h"

#include "core/wire.h"
#include "reapi/any.h"

namespace maelstrom::reapi {
namespace {

constexpr std::uint64_t kSha256 = 1;
constexpr std::string_view kPreconditionType = "type.googleapis.com/google.rpc.PreconditionFailure";
constexpr std::string_view kRequestMetadataType = "type.googleapis.com/build.bazel.remote.execution.v2.RequestMetadata";

// Numbers of proto/remote_worker.proto.
enum RequestField : std::uint8_t {
  kWorkerId = 1,
  kInstancePrefix = 2,
  kPlatform = 3,
  kCurrentState = 4,
  kPreferBeingIdle = 6,
};
enum StateField : std::uint8_t { kIdle = 1, kExecuting = 2 };
enum ExecutingField : std::uint8_t {
  kActionDigest = 1,
  kFetchingInputs = 3,
  kRunning = 4,
  kUploadingOutputs = 5,
  kCompleted = 6,
};
enum AssignmentField : std::uint8_t {
  kDigest = 1,
  kAction = 2,
  kQueued = 4,
  kAuxiliary = 6,
  kInstanceSuffix = 7,
  kDigestFunction = 9,
};

int field_of(Stage stage) {
  switch (stage) {
    case Stage::kFetchingInputs:
      return kFetchingInputs;
    case Stage::kRunning:
      return kRunning;
    case Stage::kUploadingOutputs:
      return kUploadingOutputs;
  }
  return kRunning;
}

struct EncodeState {
  std::string operator()(const Idle&) const {
    wire::Writer out;
    out.message(kIdle, {});
    return out.take();
  }
  std::string operator()(const UnderWay& state) const { return executing(state.action, field_of(state.stage), {}); }
  std::string operator()(const Completed& state) const { return executing(state.action, kCompleted, state.response); }

  static std::string executing(const Digest& action, int field, std::string_view content) {
    wire::Writer inner;
    inner.message(kActionDigest, encode(action));
    inner.message(field, content);
    wire::Writer out;
    out.message(kExecuting, inner.bytes());
    return out.take();
  }
};

// RequestMetadata's tool_invocation_id, if that is what `bytes` hold.
Status take_auxiliary(std::string_view bytes, Assignment& assignment) {
  TRY_ASSIGN(any, decode_any(bytes));
  if (any.type != kRequestMetadataType) return {};
  return each_field(any.value, [&](const wire::Field& field) -> Status {
    if (field.number == 3) assignment.invocation = field.bytes;
    return {};
  });
}

Result<Assignment> decode_assignment(std::string_view bytes) {
  Assignment assignment;
  bool named = false;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kDigest) {
      TRY_ASSIGN(digest, decode_digest(field.bytes));
      assignment.digest = digest;
      named = true;
    } else if (field.number == kQueued) {
      TRY_ASSIGN(time, decode_seconds(field.bytes));
      assignment.queued = time;
    } else if (field.number == kAuxiliary) {
      return take_auxiliary(field.bytes, assignment);
    }
    if (field.number == kAction) assignment.action = field.bytes;
    if (field.number == kInstanceSuffix) assignment.instance_suffix = field.bytes;
    if (field.number == kDigestFunction) assignment.sha256 = field.value == kSha256;
    return {};
  }));
  if (!named) return invalid("an action without its digest from the scheduler");
  return assignment;
}

std::string encode_platform(const std::vector<NamedValue>& properties) {
  wire::Writer out;
  for (const NamedValue& property : properties) out.message(1, encode(property));
  return out.take();
}

std::string encode_missing(const std::vector<Digest>& missing) {
  wire::Writer failure;
  for (const Digest& blob : missing) {
    wire::Writer violation;
    violation.text(1, "MISSING");
    violation.text(2, "blobs/" + blob.to_string());
    failure.message(1, violation.bytes());
  }
  wire::Writer any;
  any.text(1, kPreconditionType);
  any.text(2, failure.bytes());
  return any.take();
}

void append_time(wire::Writer& out, int field, const Seconds& time) {
  if (time.seconds == 0 && time.nanoseconds == 0) return;
  out.message(field, encode_seconds(time.seconds, time.nanoseconds));
}

}  // namespace

std::string encode_synchronize(const WorkerIdentity& worker, const WorkerState& state, Wish wish) {
  wire::Writer out;
  for (const NamedValue& part : worker.id) out.message(kWorkerId, encode(part));
  out.text(kInstancePrefix, worker.instance_prefix);
  out.message(kPlatform, encode_platform(worker.platform));
  out.message(kCurrentState, std::visit(EncodeState{}, state));
  out.number(kPreferBeingIdle, wish == Wish::kRest ? 1 : 0);
  return out.take();
}

Result<DesiredState> decode_synchronize(std::string_view bytes) {
  DesiredState desired = GoOn{};
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 2) return {};
    return each_field(field.bytes, [&](const wire::Field& state) -> Status {
      if (state.number == kIdle) desired = Idle{};
      if (state.number != kExecuting) return {};
      TRY_ASSIGN(assignment, decode_assignment(state.bytes));
      desired = std::move(assignment);
      return {};
    });
  }));
  return desired;
}

std::string encode_status(const RemoteStatus& status) {
  wire::Writer out;
  if (!status.code) return {};
  out.number(1, static_cast<std::uint64_t>(*status.code));
  out.text(2, status.message);
  if (!status.missing.empty()) out.message(3, encode_missing(status.missing));
  return out.take();
}

std::string encode_execute_response(std::string_view result, const RemoteStatus& status) {
  wire::Writer out;
  out.text(1, result);
  if (status.code) out.message(3, encode_status(status));
  return out.take();
}

std::string encode_execution_times(const ExecutionTimes& times) {
  wire::Writer metadata;
  metadata.text(1, times.worker);
  append_time(metadata, 2, times.queued);
  append_time(metadata, 3, times.worker_start);
  append_time(metadata, 4, times.worker_completed);
  append_time(metadata, 5, times.fetch_start);
  append_time(metadata, 6, times.fetch_completed);
  append_time(metadata, 7, times.execution_start);
  wire::Writer out;
  out.message(9, metadata.bytes());
  return out.take();
}

}  // namespace maelstrom::reapi
