#include "reapi/remote_blobs.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "reapi/zstd_blob.h"

namespace maelstrom::reapi {
namespace {

// gRPC takes messages of 4 MiB unless it is told otherwise; 64 KiB are for what surrounds the blobs.
constexpr std::uint64_t kBatchBytes = (4 << 20) - (64 << 10);
constexpr std::uint64_t kAroundBlob = 160;  // bytes of a digest and of the fields, in a batch
constexpr std::size_t kDigestsAtOnce = 20'000;
constexpr std::size_t kChunk = 1 << 20;
constexpr std::uint64_t kWorthCompressing = 1 << 10;

// As RFC 4122 writes one of random bits; the same for the same text.
std::string uuid_of(std::string_view text) {
  std::string hex = digest_of(text).hex().substr(0, 32);
  hex[12] = '4';
  hex[16] = '8';
  for (const std::size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace

Result<std::string> RemoteBlobs::get(const Digest& blob) const {
  if (blob.size == 0) return std::string();
  auto received = server_.retried([&] { return read(blob); });
  if (!received) return fail(error_of(received.error()).in("blob " + blob.to_string()));
  std::string bytes = std::move(*received);
  if (server_.capabilities().zstd && blob.size >= kWorthCompressing) {
    TRY_ASSIGN_IN("blob " + blob.to_string(), content, zstd_decompressed(bytes, blob.size));
    bytes = std::move(content);
  }
  if (digest_of(bytes) != blob) return invalid("blob " + blob.to_string() + ": the server sent something else");
  return bytes;
}

// As it comes: compressed where get() expects it so.
RpcResult<std::string> RemoteBlobs::read(const Digest& blob) const {
  const bool zstd = server_.capabilities().zstd && blob.size >= kWorthCompressing;
  // Compressed or not, more than this is not the blob.
  const std::uint64_t most = blob.size + (blob.size >> 7) + 1024;
  std::string bytes;
  const std::string resource = resource_name(server_.options().instance, "", blob, zstd);
  const auto received = server_.rpc().receive({kByteStreamRead, server_.timeout(blob.size)}, encode_read(resource),
                                              [&](std::string_view message) {
                                                const auto data = decode_read_data(message);
                                                if (!data || bytes.size() + data->size() > most) return false;
                                                bytes += *data;
                                                return true;
                                              });
  if (!received) return tl::unexpected(received.error());
  return bytes;
}

Result<std::vector<Digest>> RemoteBlobs::missing(std::vector<Digest> blobs) const {
  std::erase_if(blobs, [](const Digest& blob) { return blob.size == 0; });
  std::vector<Digest> missing;
  for (std::size_t at = 0; at < blobs.size(); at += kDigestsAtOnce) {
    const auto begin = blobs.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = std::min(kDigestsAtOnce, blobs.size() - at);
    const std::vector<Digest> some(begin, begin + static_cast<std::ptrdiff_t>(count));
    const std::string request = encode_find_missing(server_.options().instance, some);
    const auto answer = server_.call(kFindMissingBlobs, request, request.size());
    if (!answer) return fail(error_of(answer.error()));
    TRY_ASSIGN(found, decode_missing(*answer));
    std::ranges::move(found, std::back_inserter(missing));
  }
  return missing;
}

std::uint64_t RemoteBlobs::batch_limit() const {
  const std::uint64_t most = server_.capabilities().max_batch_bytes;
  return most == 0 ? kBatchBytes : std::min(kBatchBytes, most);
}

Status RemoteBlobs::send(const std::vector<Digest>& blobs, const Read& read) const {
  std::vector<BlobBytes> batch;
  std::uint64_t size = 0;
  for (const Digest& digest : blobs) {
    if (digest.size == 0) continue;
    TRY_ASSIGN(bytes, read(digest));
    BlobBytes blob{digest, std::move(bytes)};
    const std::uint64_t more = blob.bytes.size() + kAroundBlob;
    if (more > batch_limit()) {
      TRY(stream(blob));
      continue;
    }
    if (size + more > batch_limit()) {
      TRY(send_batch(std::exchange(batch, {})));
      size = 0;
    }
    size += more;
    batch.push_back(std::move(blob));
  }
  return batch.empty() ? Status() : send_batch(batch);
}

Status RemoteBlobs::put(const std::vector<BlobBytes>& blobs) const {
  std::unordered_map<Digest, const std::string*> by_digest;
  std::vector<Digest> digests;
  for (const BlobBytes& blob : blobs) {
    if (by_digest.emplace(blob.digest, &blob.bytes).second) digests.push_back(blob.digest);
  }
  TRY_ASSIGN(missing, this->missing(std::move(digests)));
  return send(missing, [&](const Digest& digest) -> Result<std::string> {
    const auto found = by_digest.find(digest);
    if (found == by_digest.end()) return invalid("the server misses a blob that it was not asked for");
    return *found->second;
  });
}

Status RemoteBlobs::send_batch(const std::vector<BlobBytes>& batch) const {
  const std::string request = encode_batch_update(server_.options().instance, batch);
  const auto answer = server_.call(kBatchUpdateBlobs, request, request.size());
  if (!answer) return fail(error_of(answer.error()));
  return check_batch_update(*answer);
}

Status RemoteBlobs::stream(const BlobBytes& blob) const {
  const bool zstd = server_.capabilities().zstd;
  const std::string content = zstd ? zstd_compressed(blob.bytes) : blob.bytes;
  const std::string upload = uuid_of(server_.options().upload_id + blob.digest.hex());
  const std::string resource = resource_name(server_.options().instance, upload, blob.digest, zstd);
  const auto answer = server_.retried([&] {
    std::size_t offset = 0;
    bool done = false;
    return server_.rpc().send({kByteStreamWrite, server_.timeout(content.size())}, [&]() -> std::optional<std::string> {
      if (done) return std::nullopt;
      const std::string_view data = std::string_view(content).substr(offset, kChunk);
      done = offset + data.size() == content.size();
      WriteChunk chunk{.offset = offset, .data = data, .last = done};
      if (offset == 0) chunk.resource = resource;
      offset += data.size();
      return encode_write(chunk);
    });
  });
  if (!answer) return fail(error_of(answer.error()).in("blob " + blob.digest.to_string()));
  return {};
}

}  // namespace maelstrom::reapi
