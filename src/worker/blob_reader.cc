#include "worker/blob_reader.h"

#include <unordered_set>
#include <utility>

#include "reapi/zstd_stream.h"

namespace maelstrom::worker {
namespace {

using std::chrono::milliseconds;

constexpr int kAttempts = 4;
constexpr milliseconds kFirstWait(50);
// gRPC takes messages of 4 MiB unless it is told otherwise; the rest is for what surrounds the blobs.
constexpr std::uint64_t kBatchBytes = (4 << 20) - (64 << 10);
constexpr std::uint64_t kAroundBlob = 160;
constexpr std::uint64_t kStreamedAlone = 1 << 20;  // what is larger is worth a call of its own
constexpr milliseconds kPatience(60'000);
constexpr std::uint64_t kSlowestBytes = 256;  // in a millisecond

Error error_of(const reapi::RpcFailure& failure) {
  switch (failure.code) {
    case reapi::RpcCode::kNotFound:
      return {ErrorCode::kNotFound, to_string(failure)};
    case reapi::RpcCode::kCancelled:
      return {ErrorCode::kInterrupted, to_string(failure)};
    case reapi::RpcCode::kPermissionDenied:
    case reapi::RpcCode::kUnauthenticated:
      return {ErrorCode::kDenied, to_string(failure)};
    default:
      return {ErrorCode::kUnavailable, to_string(failure)};
  }
}

Error something_else(const Digest& blob) {
  return {ErrorCode::kInvalid, "blob " + blob.to_string() + ": the server sent something else"};
}

template <typename Attempt>
auto retried(const std::function<void(milliseconds)>& wait, Attempt attempt) {
  milliseconds pause = kFirstWait;
  for (int left = kAttempts - 1;; --left, pause *= 4) {
    auto result = attempt();
    if (result || left == 0 || !reapi::is_passing(result.error())) return result;
    wait(pause);
  }
}

}  // namespace

bool BlobReader::is_large(const Digest& blob) { return blob.size > kStreamedAlone; }

std::vector<std::vector<Digest>> BlobReader::grouped(const std::vector<Digest>& blobs) {
  std::vector<std::vector<Digest>> groups;
  std::vector<Digest> batch;
  std::uint64_t size = 0;
  for (const Digest& blob : blobs) {
    if (is_large(blob)) {
      groups.push_back({blob});
      continue;
    }
    if (size + blob.size + kAroundBlob > kBatchBytes) {
      groups.push_back(std::exchange(batch, {}));
      size = 0;
    }
    size += blob.size + kAroundBlob;
    batch.push_back(blob);
  }
  if (!batch.empty()) groups.push_back(std::move(batch));
  return groups;
}

Result<BlobReader::Blobs> BlobReader::read(const std::vector<Digest>& group, const GoOn& go_on) const {
  if (group.size() == 1 && is_large(group.front())) return read_alone(group.front(), go_on);
  return read_batch(group);
}

Result<BlobReader::Blobs> BlobReader::read_batch(const std::vector<Digest>& blobs) const {
  Blobs read;
  std::vector<Digest> asked;
  for (const Digest& blob : blobs) {
    // Every server has the empty blob, whether somebody uploaded it or not.
    if (blob == digest_of("")) {
      read.found.push_back({blob, ""});
    } else {
      asked.push_back(blob);
    }
  }
  if (asked.empty()) return read;
  const std::string request = reapi::encode_batch_read(options_.instance, asked);
  const auto answer = retried(options_.wait, [&] { return rpc_->call({reapi::kBatchReadBlobs, kPatience}, request); });
  if (!answer) return fail(error_of(answer.error()));
  TRY_ASSIGN(batch, reapi::decode_batch_read(*answer));
  std::unordered_set<Digest> unanswered(asked.begin(), asked.end());
  for (const auto& [digest, failure] : batch.refused) {
    if (failure.code != reapi::RpcCode::kNotFound) return fail(error_of(failure).in("blob " + digest.to_string()));
    if (unanswered.erase(digest) > 0) read.missing.push_back(digest);
  }
  for (reapi::BlobBytes& blob : batch.blobs) {
    if (digest_of(blob.bytes) != blob.digest) return fail(something_else(blob.digest));
    if (unanswered.erase(blob.digest) > 0) read.found.push_back(std::move(blob));
  }
  if (!unanswered.empty()) return fail(something_else(*unanswered.begin()));
  return read;
}

Result<BlobReader::Blobs> BlobReader::read_alone(const Digest& blob, const GoOn& go_on) const {
  std::string bytes;
  const auto begin = [&bytes]() -> Result<Take> {
    bytes.clear();
    return [&bytes](std::string_view more) -> Status {
      bytes += more;
      return {};
    };
  };
  Blobs read;
  TRY_ASSIGN(there, stream(blob, begin, go_on));
  if (!there) {
    read.missing.push_back(blob);
  } else if (digest_of(bytes) != blob) {
    return fail(something_else(blob));
  } else {
    read.found.push_back({blob, std::move(bytes)});
  }
  return read;
}

Result<bool> BlobReader::stream(const Digest& blob, const std::function<Result<Take>()>& begin,
                                const GoOn& go_on) const {
  Status taken;
  const auto received = retried(options_.wait, [&]() -> reapi::RpcResult<std::monostate> {
    auto take = begin();
    if (take) return receive(blob, *take, go_on, taken);
    taken = fail(take.error());
    return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kCancelled, take.error().message()});
  });
  if (!taken) return fail(Error(taken.error()).in("blob " + blob.to_string()));
  if (received) return true;
  if (received.error().code == reapi::RpcCode::kNotFound) return false;
  return fail(error_of(received.error()).in("blob " + blob.to_string()));
}

// `taken` is what kept the bytes from being taken; the call is given up then.
reapi::RpcResult<std::monostate> BlobReader::receive(const Digest& blob, const Take& take, const GoOn& go_on,
                                                     Status& taken) const {
  const reapi::RpcCall call{reapi::kByteStreamRead, kPatience + milliseconds(blob.size / kSlowestBytes)};
  const std::string request = reapi::encode_read(reapi::resource_name(options_.instance, "", blob, options_.zstd));
  std::uint64_t bytes = 0;
  const auto take_plain = [&](std::string_view data) -> Status {
    bytes += data.size();
    if (bytes > blob.size) return fail(something_else(blob));
    return take(data);
  };
  reapi::ZstdStream compressed(blob.size, take);
  auto received = rpc_->receive(call, request, [&](std::string_view message) {
    const auto data = reapi::decode_read_data(message);
    if (!data) {
      taken = fail(data.error());
    } else if (!go_on()) {
      taken = fail(ErrorCode::kInterrupted, "the action was given up");
    } else {
      taken = options_.zstd ? compressed.feed(*data) : take_plain(*data);
    }
    return taken.has_value();
  });
  if (received && taken && options_.zstd) taken = compressed.end();
  return received;
}

}  // namespace maelstrom::worker
