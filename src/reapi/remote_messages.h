// What is said to a server that keeps blobs and results: REAPI v2 and google.bytestream.
//
// Source: build/bazel/remote/execution/v2/remote_execution.proto; google/bytestream/bytestream.proto;
// proto/remote_execution.proto is what of them is used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/digest.h"

namespace maelstrom::reapi {

inline constexpr const char* kGetCapabilities = "/build.bazel.remote.execution.v2.Capabilities/GetCapabilities";
inline constexpr const char* kGetActionResult = "/build.bazel.remote.execution.v2.ActionCache/GetActionResult";
inline constexpr const char* kUpdateActionResult = "/build.bazel.remote.execution.v2.ActionCache/UpdateActionResult";
inline constexpr const char* kFindMissingBlobs =
    "/build.bazel.remote.execution.v2.ContentAddressableStorage/FindMissingBlobs";
inline constexpr const char* kBatchUpdateBlobs =
    "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchUpdateBlobs";
inline constexpr const char* kByteStreamRead = "/google.bytestream.ByteStream/Read";
inline constexpr const char* kByteStreamWrite = "/google.bytestream.ByteStream/Write";

// What a server can do, as far as it matters here.
struct RemoteCapabilities {
  bool sha256 = true;
  bool results_may_be_written = false;
  bool zstd = false;                  // by ByteStream
  bool executes = false;              // actions
  std::uint64_t max_batch_bytes = 0;  // of a message; 0: the server does not say
  // Of executions, both ends included; those of one range, where there are several.
  std::int32_t lowest_priority = 0;
  std::int32_t highest_priority = 0;
};

std::string encode_capabilities_request(const std::string& instance);
// Errors: Invalid for malformed bytes; the same of all that read answers.
Result<RemoteCapabilities> decode_capabilities(std::string_view bytes);

std::string encode_get_result(const std::string& instance, const Digest& action);
std::string encode_update_result(const std::string& instance, const Digest& action, std::string_view result);

std::string encode_find_missing(const std::string& instance, const std::vector<Digest>& blobs);
Result<std::vector<Digest>> decode_missing(std::string_view bytes);

struct BlobBytes {
  Digest digest;
  std::string bytes;
};
std::string encode_batch_update(const std::string& instance, const std::vector<BlobBytes>& blobs);
// Errors: Unavailable with what the server said of the first blob that it did not take.
Status check_batch_update(std::string_view bytes);

// The name of a blob for ByteStream; `upload` is the id of one upload, empty for reading.
std::string resource_name(const std::string& instance, const std::string& upload, const Digest& blob, bool zstd);
std::string encode_read(const std::string& resource);
Result<std::string_view> decode_read_data(std::string_view bytes);  // of one message of many
// One message of many; only the first needs the name.
struct WriteChunk {
  std::string resource;
  std::uint64_t offset = 0;
  std::string_view data;
  bool last = false;
};
std::string encode_write(const WriteChunk& chunk);

}  // namespace maelstrom::reapi
