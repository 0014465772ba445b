#include "reapi/remote_server.h"

namespace maelstrom::reapi {
namespace {

// Slower than this is no connection.
constexpr std::uint64_t kBytesInMillisecond = 64;

}  // namespace

Error error_of(const RpcFailure& failure) {
  switch (failure.code) {
    case RpcCode::kCancelled:
      return {ErrorCode::kInterrupted, to_string(failure)};
    case RpcCode::kNotFound:
      return {ErrorCode::kNotFound, to_string(failure)};
    case RpcCode::kUnauthenticated:
      return {ErrorCode::kDenied,
              to_string(failure) + "; who calls is shown by --client-certificate or --token-file, among others"};
    case RpcCode::kPermissionDenied:
      return {ErrorCode::kDenied, to_string(failure)};
    case RpcCode::kInvalidArgument:
    case RpcCode::kOutOfRange:
    case RpcCode::kUnimplemented:
      return {ErrorCode::kInternal, to_string(failure)};
    default:
      return {ErrorCode::kUnavailable, to_string(failure)};
  }
}

RpcResult<std::string> RemoteServer::call(const char* method, std::string_view request, std::uint64_t bytes) const {
  return retried([&] { return rpc_->call({method, timeout(bytes)}, request); });
}

std::chrono::milliseconds RemoteServer::timeout(std::uint64_t bytes) const {
  return options_.timeout + std::chrono::milliseconds(bytes / kBytesInMillisecond);
}

Status RemoteServer::greet() {
  const auto answer = call(kGetCapabilities, encode_capabilities_request(options_.instance));
  if (!answer) return fail(error_of(answer.error()));
  TRY_ASSIGN(capabilities, decode_capabilities(*answer));
  capabilities_ = capabilities;
  if (!capabilities_.sha256) return fail(ErrorCode::kUnavailable, "the server knows no SHA-256");
  return {};
}

}  // namespace maelstrom::reapi
