#include "reapi/batch_read.h"

#include <optional>
#include <utility>

#include "core/wire.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {
namespace {

constexpr std::uint64_t kLastCode = 16;

// google.rpc.Status
Result<std::optional<RpcFailure>> decode_status(std::string_view bytes) {
  std::uint64_t code = 0;
  RpcFailure failure;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) code = field.value;
    if (field.number == 2) failure.message = field.bytes;
    return {};
  }));
  if (code == 0) return std::nullopt;
  failure.code = code <= kLastCode ? static_cast<RpcCode>(code) : RpcCode::kUnknown;
  return failure;
}

Status take_response(std::string_view bytes, BatchRead& read) {
  BlobBytes blob;
  std::optional<RpcFailure> failure;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) {
      TRY_ASSIGN(digest, decode_digest(field.bytes));
      blob.digest = digest;
    } else if (field.number == 2) {
      blob.bytes = field.bytes;
    } else if (field.number == 3) {
      TRY_ASSIGN(status, decode_status(field.bytes));
      failure = std::move(status);
    } else if (field.number == 4 && field.value != 0) {
      return invalid("a compressed blob in the answer to a batch that asked for none");
    }
    return {};
  }));
  if (failure) {
    read.refused.push_back({blob.digest, std::move(*failure)});
  } else {
    read.blobs.push_back(std::move(blob));
  }
  return {};
}

}  // namespace

std::string encode_batch_read(const std::string& instance, const std::vector<Digest>& blobs) {
  wire::Writer out;
  out.text(1, instance);
  for (const Digest& blob : blobs) out.message(2, encode(blob));
  return out.take();
}

Result<BatchRead> decode_batch_read(std::string_view bytes) {
  BatchRead read;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    return field.number == 1 ? take_response(field.bytes, read) : Status();
  }));
  return read;
}

}  // namespace maelstrom::reapi
