#include "reapi/execution_messages.h"

#include <algorithm>

#include "core/wire.h"
#include "reapi/any.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {
namespace {

constexpr std::string_view kPreconditionFailure = "google.rpc.PreconditionFailure";
constexpr std::string_view kRequestMetadataType = "RequestMetadata";
constexpr std::uint8_t kSha256 = 1;

// "blobs/HASH/SIZE", with an instance before it or not.
std::optional<Digest> blob_named(std::string_view subject) {
  const std::size_t blobs = subject.rfind("blobs/");
  if (blobs == std::string_view::npos) return std::nullopt;
  auto digest = Digest::parse(subject.substr(blobs + 6));
  if (!digest) return std::nullopt;
  return *digest;
}

Status take_violation(std::string_view bytes, std::vector<Digest>& missing) {
  std::string_view type;
  std::string_view subject;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) type = field.bytes;
    if (field.number == 2) subject = field.bytes;
    return {};
  }));
  const auto blob = blob_named(subject);
  if (type == "MISSING" && blob) missing.push_back(*blob);
  return {};
}

Status take_detail(std::string_view bytes, std::vector<Digest>& missing) {
  TRY_ASSIGN(any, decode_any(bytes));
  if (!any.type.ends_with(kPreconditionFailure)) return {};
  return each_field(any.value, [&](const wire::Field& field) {
    return field.number == 1 ? take_violation(field.bytes, missing) : Status();
  });
}

// google.rpc.Status; none if it says that all is well.
Result<std::optional<Refusal>> decode_status(std::string_view bytes) {
  Refusal refusal;
  std::uint64_t code = 0;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) code = field.value;
    if (field.number == 2) refusal.failure.message = field.bytes;
    if (field.number == 3) return take_detail(field.bytes, refusal.missing);
    return {};
  }));
  if (code == 0) return std::nullopt;
  constexpr auto kLast = static_cast<std::uint64_t>(RpcCode::kUnauthenticated);
  refusal.failure.code = code <= kLast ? static_cast<RpcCode>(code) : RpcCode::kUnknown;
  return refusal;
}

Result<ExecuteResponse> decode_response(std::string_view bytes) {
  TRY_ASSIGN(any, decode_any(bytes));
  ExecuteResponse response;
  TRY(each_field(any.value, [&](const wire::Field& field) -> Status {
    if (field.number == 1) response.result = std::string(field.bytes);
    if (field.number == 2) response.cached = field.value != 0;
    if (field.number == 5) response.message = field.bytes;
    if (field.number != 3) return {};
    TRY_ASSIGN(refusal, decode_status(field.bytes));
    response.refusal = std::move(refusal);
    return {};
  }));
  return response;
}

// ExecuteOperationMetadata, in an Any.
Result<ExecutionStage> decode_stage(std::string_view bytes) {
  TRY_ASSIGN(any, decode_any(bytes));
  ExecutionStage stage = ExecutionStage::kUnknown;
  TRY(each_field(any.value, [&](const wire::Field& field) -> Status {
    if (field.number == 1 && field.value <= static_cast<std::uint64_t>(ExecutionStage::kCompleted)) {
      stage = static_cast<ExecutionStage>(field.value);
    }
    return {};
  }));
  return stage;
}

// The invocations of an InvocationName: Anys of RequestMetadata, in which nothing but what tells them apart is set.
Status take_invocations(std::string_view bytes, QueuedOperation& operation) {
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 2) return {};
    TRY_ASSIGN(any, decode_any(field.bytes));
    if (!any.type.ends_with(kRequestMetadataType)) return {};
    return each_field(any.value, [&](const wire::Field& metadata) -> Status {
      if (metadata.number == 3) operation.invocations.emplace_back(metadata.bytes);
      if (metadata.number == 4) operation.correlated = metadata.bytes;
      return {};
    });
  });
}

Result<QueuedOperation> decode_queued(std::string_view bytes) {
  QueuedOperation operation;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) operation.name = field.bytes;
    if (field.number == 2) return take_invocations(field.bytes, operation);
    if (field.number == 9) operation.executing = true;
    if (field.number == 10) operation.completed = true;
    if (field.number != 5) return {};
    TRY_ASSIGN(action, decode_digest(field.bytes));
    operation.action = action;
    return {};
  }));
  return operation;
}

}  // namespace

std::string encode_request_metadata(const ToolDetails& tool, const Invocation& invocation) {
  wire::Writer details;
  details.text(1, tool.name);
  details.text(2, tool.version);
  wire::Writer out;
  out.message(1, details.bytes());
  out.text(3, invocation.id);
  out.text(4, invocation.correlated);
  return out.take();
}

std::string encode(const ExecuteRequest& request) {
  wire::Writer out;
  out.text(1, request.instance);
  out.number(3, request.skip_cache_lookup ? 1 : 0);
  out.message(6, encode(request.action));
  if (request.priority != 0) {
    wire::Writer policy;
    policy.number(1, static_cast<std::uint64_t>(std::int64_t{request.priority}));
    out.message(7, policy.bytes());
  }
  out.number(9, kSha256);
  return out.take();
}

std::string encode_operation_name(const std::string& name) {
  wire::Writer out;
  out.text(1, name);
  return out.take();
}

Refusal refusal_of(const RpcFailure& failure) {
  const auto decoded = decode_status(failure.details);
  return {failure, decoded && *decoded ? (*decoded)->missing : std::vector<Digest>()};
}

Result<Operation> decode_operation(std::string_view bytes) {
  Operation operation;
  bool done = false;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    switch (field.number) {
      case 1:
        operation.name = field.bytes;
        return {};
      case 2: {
        TRY_ASSIGN(stage, decode_stage(field.bytes));
        operation.stage = stage;
        return {};
      }
      case 3:
        done = field.value != 0;
        return {};
      case 4: {
        TRY_ASSIGN(refusal, decode_status(field.bytes));
        operation.response.emplace().refusal = std::move(refusal);
        return {};
      }
      case 5: {
        TRY_ASSIGN(response, decode_response(field.bytes));
        operation.response = std::move(response);
        return {};
      }
      default:
        return {};
    }
  }));
  if (!done) operation.response.reset();
  if (done && !operation.response) return invalid("an operation that is done without a response");
  return operation;
}

std::string encode_list_operations(const std::string& after, std::uint32_t most) {
  wire::Writer out;
  out.number(1, most);
  if (!after.empty()) out.message(2, encode_operation_name(after));
  return out.take();
}

Result<std::vector<QueuedOperation>> decode_operations(std::string_view bytes) {
  std::vector<QueuedOperation> operations;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 1) return {};
    TRY_ASSIGN(operation, decode_queued(field.bytes));
    operations.push_back(std::move(operation));
    return {};
  }));
  return operations;
}

std::string encode_kill(const std::string& name, const std::string& why) {
  wire::Writer status;
  status.number(1, static_cast<std::uint64_t>(RpcCode::kCancelled));
  status.text(2, why);
  wire::Writer out;
  out.message(1, encode_operation_name(name));
  out.message(2, status.bytes());
  return out.take();
}

}  // namespace maelstrom::reapi
