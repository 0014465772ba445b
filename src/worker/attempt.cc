#include "worker/attempt.h"

#include <utility>

namespace maelstrom::worker {
namespace {

reapi::RpcCode code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return reapi::RpcCode::kInvalidArgument;
    case ErrorCode::kNotFound:
      return reapi::RpcCode::kNotFound;
    case ErrorCode::kDenied:
      return reapi::RpcCode::kPermissionDenied;
    case ErrorCode::kExhausted:
      return reapi::RpcCode::kResourceExhausted;
    case ErrorCode::kUnavailable:
    case ErrorCode::kInterrupted:
      return reapi::RpcCode::kUnavailable;
    case ErrorCode::kInternal:
      return reapi::RpcCode::kInternal;
  }
  return reapi::RpcCode::kUnknown;
}

}  // namespace

reapi::RemoteStatus status_of(const Error& error) {
  return {.code = code_of(error.code()), .message = error.message(), .missing = {}};
}

reapi::RemoteStatus missing_blobs(std::vector<Digest> missing) {
  std::string message = "missing in the storage: " + missing.front().to_string();
  if (missing.size() > 1) message += " and " + std::to_string(missing.size() - 1) + " more blobs";
  return {.code = reapi::RpcCode::kFailedPrecondition, .message = std::move(message), .missing = std::move(missing)};
}

}  // namespace maelstrom::worker
