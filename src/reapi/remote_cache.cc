#include "reapi/remote_cache.h"

#include <algorithm>
#include <utility>

#include "reapi/zstd_blob.h"

namespace maelstrom::reapi {
namespace {

constexpr int kAttempts = 3;
constexpr std::chrono::milliseconds kFirstWait(50);
// gRPC takes messages of 4 MiB unless it is told otherwise; 64 KiB are for what surrounds the blobs.
constexpr std::uint64_t kBatchBytes = (4 << 20) - (64 << 10);
constexpr std::uint64_t kAroundBlob = 160;  // bytes of a digest and of the fields, in a batch
constexpr std::size_t kChunk = 1 << 20;
constexpr std::uint64_t kWorthCompressing = 1 << 10;

Error error_of(const RpcFailure& failure) {
  switch (failure.code) {
    case RpcCode::kCancelled:
      return {ErrorCode::kInterrupted, to_string(failure)};
    case RpcCode::kNotFound:
      return {ErrorCode::kNotFound, to_string(failure)};
    case RpcCode::kPermissionDenied:
    case RpcCode::kUnauthenticated:
      return {ErrorCode::kDenied, to_string(failure)};
    default:
      return {ErrorCode::kUnavailable, to_string(failure)};
  }
}

// As RFC 4122 writes one of random bits; the same for the same text.
std::string uuid_of(std::string_view text) {
  std::string hex = digest_of(text).hex().substr(0, 32);
  hex[12] = '4';
  hex[16] = '8';
  for (const std::size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace

template <typename Attempt>
auto RemoteCache::retried(Attempt attempt) const {
  auto wait = kFirstWait;
  for (int left = kAttempts - 1;; --left, wait *= 2) {
    auto result = attempt();
    if (result || left == 0 || !is_passing(result.error())) return result;
    if (options_.wait) options_.wait(wait);
  }
}

RpcResult<std::string> RemoteCache::call(const char* method, std::string_view request) const {
  return retried([&] { return rpc_->call({method, options_.timeout}, request); });
}

Status RemoteCache::greet() {
  const auto answer = call(kGetCapabilities, encode_capabilities_request(options_.instance));
  if (!answer) return fail(error_of(answer.error()));
  TRY_ASSIGN(capabilities, decode_capabilities(*answer));
  capabilities_ = capabilities;
  if (!capabilities_.sha256) return fail(ErrorCode::kUnavailable, "the server knows no SHA-256");
  return {};
}

Result<std::optional<std::string>> RemoteCache::find(const Digest& action) const {
  auto answer = call(kGetActionResult, encode_get_result(options_.instance, action));
  if (answer) return std::move(*answer);
  if (answer.error().code == RpcCode::kNotFound) return std::nullopt;
  return fail(error_of(answer.error()));
}

Result<std::string> RemoteCache::get(const Digest& blob) const {
  if (blob.size == 0) return std::string();
  auto received = retried([&] { return read(blob); });
  if (!received) return fail(error_of(received.error()).in("blob " + blob.to_string()));
  std::string bytes = std::move(*received);
  if (capabilities_.zstd && blob.size >= kWorthCompressing) {
    TRY_ASSIGN_IN("blob " + blob.to_string(), content, zstd_decompressed(bytes, blob.size));
    bytes = std::move(content);
  }
  if (digest_of(bytes) != blob) return invalid("blob " + blob.to_string() + ": the server sent something else");
  return bytes;
}

// As it comes: compressed where get() expects it so.
RpcResult<std::string> RemoteCache::read(const Digest& blob) const {
  const bool zstd = capabilities_.zstd && blob.size >= kWorthCompressing;
  // Compressed or not, more than this is not the blob.
  const std::uint64_t most = blob.size + (blob.size >> 7) + 1024;
  std::string bytes;
  const auto received =
      rpc_->receive({kByteStreamRead, options_.timeout}, encode_read(resource_name(options_.instance, "", blob, zstd)),
                    [&](std::string_view message) {
                      const auto data = decode_read_data(message);
                      if (!data || bytes.size() + data->size() > most) return false;
                      bytes += *data;
                      return true;
                    });
  if (!received) return tl::unexpected(received.error());
  return bytes;
}

Status RemoteCache::put(std::vector<BlobBytes> blobs) const {
  std::erase_if(blobs, [](const BlobBytes& blob) { return blob.digest.size == 0; });
  if (blobs.empty()) return {};
  std::vector<Digest> digests;
  digests.reserve(blobs.size());
  for (const BlobBytes& blob : blobs) digests.push_back(blob.digest);
  const auto answer = call(kFindMissingBlobs, encode_find_missing(options_.instance, digests));
  if (!answer) return fail(error_of(answer.error()));
  TRY_ASSIGN(missing, decode_missing(*answer));

  const std::uint64_t most =
      capabilities_.max_batch_bytes == 0 ? kBatchBytes : std::min(kBatchBytes, capabilities_.max_batch_bytes);
  std::vector<BlobBytes> batch;
  std::uint64_t size = 0;
  for (BlobBytes& blob : blobs) {
    if (std::ranges::find(missing, blob.digest) == missing.end()) continue;
    const std::uint64_t more = blob.bytes.size() + kAroundBlob;
    if (more > most) {
      TRY(stream(blob));
      continue;
    }
    if (size + more > most) {
      TRY(send_batch(std::exchange(batch, {})));
      size = 0;
    }
    size += more;
    batch.push_back(std::move(blob));
  }
  return batch.empty() ? Status() : send_batch(batch);
}

Status RemoteCache::send_batch(const std::vector<BlobBytes>& batch) const {
  const auto answer = call(kBatchUpdateBlobs, encode_batch_update(options_.instance, batch));
  if (!answer) return fail(error_of(answer.error()));
  return check_batch_update(*answer);
}

Status RemoteCache::stream(const BlobBytes& blob) const {
  const bool zstd = capabilities_.zstd;
  const std::string content = zstd ? zstd_compressed(blob.bytes) : blob.bytes;
  const std::string upload = uuid_of(options_.upload_id + blob.digest.hex());
  const auto answer = retried([&] {
    std::size_t offset = 0;
    bool done = false;
    return rpc_->send({kByteStreamWrite, options_.timeout}, [&]() -> std::optional<std::string> {
      if (done) return std::nullopt;
      const std::string_view data = std::string_view(content).substr(offset, kChunk);
      done = offset + data.size() == content.size();
      WriteChunk chunk{.offset = offset, .data = data, .last = done};
      if (offset == 0) chunk.resource = resource_name(options_.instance, upload, blob.digest, zstd);
      offset += data.size();
      return encode_write(chunk);
    });
  });
  if (!answer) return fail(error_of(answer.error()).in("blob " + blob.digest.to_string()));
  return {};
}

Status RemoteCache::put_result(const Digest& action, std::string_view result) const {
  const auto answer = call(kUpdateActionResult, encode_update_result(options_.instance, action, result));
  if (!answer) return fail(error_of(answer.error()));
  return {};
}

}  // namespace maelstrom::reapi
