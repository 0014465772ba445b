// Values of the port in gRPC's terms.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "reapi/rpc.h"

namespace maelstrom::reapi {

inline grpc::ByteBuffer buffer_of(std::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return {&slice, 1};
}

inline std::string bytes_of(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return {};
  std::string bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

inline RpcFailure failure_of(const grpc::Status& status) {
  return {static_cast<RpcCode>(status.error_code()), status.error_message(), status.error_details()};
}

}  // namespace maelstrom::reapi
