#include "reapi/rpc.h"

namespace maelstrom::reapi {
namespace {

std::string_view name_of(RpcCode code) {
  constexpr std::string_view kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<std::size_t>(code);
  return index < std::size(kNames) ? kNames[index] : "UNKNOWN";
}

}  // namespace

std::string to_string(const RpcFailure& failure) { return std::string(name_of(failure.code)) + ": " + failure.message; }

bool is_passing(const RpcFailure& failure) {
  return failure.code == RpcCode::kUnavailable || failure.code == RpcCode::kAborted ||
         failure.code == RpcCode::kResourceExhausted;
}

}  // namespace maelstrom::reapi
