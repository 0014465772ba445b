// Many small blobs by one call: REAPI's BatchReadBlobs.
// Source: build/bazel/remote/execution/v2/remote_execution.proto, "BatchReadBlobsRequest" and "BatchReadBlobsResponse".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/remote_messages.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

inline constexpr const char* kBatchReadBlobs =
    "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchReadBlobs";

std::string encode_batch_read(const std::string& instance, const std::vector<Digest>& blobs);

struct BatchRead {
  struct Refused {
    Digest digest;
    RpcFailure failure;
  };
  std::vector<BlobBytes> blobs;  // not verified
  std::vector<Refused> refused;
};
// Errors: Invalid for malformed bytes, and for a blob that comes compressed, which nobody asked for.
Result<BatchRead> decode_batch_read(std::string_view bytes);

}  // namespace maelstrom::reapi
