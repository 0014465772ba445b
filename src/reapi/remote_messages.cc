#include "reapi/remote_messages.h"

#include "core/wire.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {
namespace {

constexpr int kInstance = 1;  // of every request
constexpr std::uint8_t kSha256 = 1;
constexpr std::uint8_t kZstd = 1;

// A repeated enum: packed, or each value by itself. All that matter are below 128, one byte each.
bool lists(const wire::Field& field, std::uint8_t value) {
  if (!field.delimited) return field.value == value;
  return field.bytes.find(static_cast<char>(value)) != std::string_view::npos;
}

Status take_cache_capabilities(std::string_view bytes, RemoteCapabilities& capabilities) {
  bool sha256 = false;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    switch (field.number) {
      case 1:
        sha256 = sha256 || lists(field, kSha256);
        return {};
      case 2:
        return each_field(field.bytes, [&](const wire::Field& update) -> Status {
          if (update.number == 1) capabilities.results_may_be_written = update.value != 0;
          return {};
        });
      case 4:
        capabilities.max_batch_bytes = field.value;
        return {};
      case 6:
        capabilities.zstd = capabilities.zstd || lists(field, kZstd);
        return {};
      default:
        return {};
    }
  }));
  capabilities.sha256 = sha256;
  return {};
}

// PriorityCapabilities. Of several ranges the widest is taken.
Status take_priorities(std::string_view bytes, RemoteCapabilities& capabilities) {
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 1) return {};
    std::int32_t lowest = 0;
    std::int32_t highest = 0;
    TRY(each_field(field.bytes, [&](const wire::Field& end) -> Status {
      if (end.number == 1) lowest = static_cast<std::int32_t>(end.value);
      if (end.number == 2) highest = static_cast<std::int32_t>(end.value);
      return {};
    }));
    const auto width = [](std::int64_t from, std::int64_t to) { return to - from; };
    if (width(lowest, highest) <= width(capabilities.lowest_priority, capabilities.highest_priority)) return {};
    capabilities.lowest_priority = lowest;
    capabilities.highest_priority = highest;
    return {};
  });
}

// google.rpc.Status
Status check_status(std::string_view bytes, std::string_view of) {
  std::uint64_t code = 0;
  std::string message;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) code = field.value;
    if (field.number == 2) message = field.bytes;
    return {};
  }));
  if (code == 0) return {};
  return fail(ErrorCode::kUnavailable,
              "blob " + std::string(of) + " was not taken: code " + std::to_string(code) + ", " + message);
}

}  // namespace

std::string encode_capabilities_request(const std::string& instance) {
  wire::Writer out;
  out.text(kInstance, instance);
  return out.take();
}

Result<RemoteCapabilities> decode_capabilities(std::string_view bytes) {
  RemoteCapabilities capabilities;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) return take_cache_capabilities(field.bytes, capabilities);
    if (field.number != 2) return {};
    return each_field(field.bytes, [&](const wire::Field& execution) -> Status {
      if (execution.number == 2) capabilities.executes = execution.value != 0;
      return execution.number == 3 ? take_priorities(execution.bytes, capabilities) : Status();
    });
  }));
  return capabilities;
}

std::string encode_get_result(const std::string& instance, const Digest& action) {
  wire::Writer out;
  out.text(kInstance, instance);
  out.message(2, encode(action));
  return out.take();
}

std::string encode_update_result(const std::string& instance, const Digest& action, std::string_view result) {
  wire::Writer out;
  out.text(kInstance, instance);
  out.message(2, encode(action));
  out.message(3, result);
  return out.take();
}

std::string encode_find_missing(const std::string& instance, const std::vector<Digest>& blobs) {
  wire::Writer out;
  out.text(kInstance, instance);
  for (const Digest& blob : blobs) out.message(2, encode(blob));
  return out.take();
}

Result<std::vector<Digest>> decode_missing(std::string_view bytes) {
  std::vector<Digest> missing;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 2) return {};
    TRY_ASSIGN(digest, decode_digest(field.bytes));
    missing.push_back(digest);
    return {};
  }));
  return missing;
}

std::string encode_batch_update(const std::string& instance, const std::vector<BlobBytes>& blobs) {
  wire::Writer out;
  out.text(kInstance, instance);
  for (const BlobBytes& blob : blobs) {
    wire::Writer one;
    one.message(1, encode(blob.digest));
    one.text(2, blob.bytes);
    out.message(2, one.bytes());
  }
  return out.take();
}

Status check_batch_update(std::string_view bytes) {
  return each_field(bytes, [](const wire::Field& response) -> Status {
    if (response.number != 1) return {};
    std::string of;
    std::string_view status;
    TRY(each_field(response.bytes, [&](const wire::Field& field) -> Status {
      if (field.number == 2) status = field.bytes;
      if (field.number != 1) return {};
      TRY_ASSIGN(digest, decode_digest(field.bytes));
      of = digest.to_string();
      return {};
    }));
    return check_status(status, of);
  });
}

std::string resource_name(const std::string& instance, const std::string& upload, const Digest& blob, bool zstd) {
  std::string name = instance.empty() ? "" : instance + "/";
  if (!upload.empty()) name += "uploads/" + upload + "/";
  return name + (zstd ? "compressed-blobs/zstd/" : "blobs/") + blob.to_string();
}

std::string encode_read(const std::string& resource) {
  wire::Writer out;
  out.text(1, resource);
  return out.take();
}

Result<std::string_view> decode_read_data(std::string_view bytes) {
  std::string_view data;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 10) data = field.bytes;
    return {};
  }));
  return data;
}

std::string encode_write(const WriteChunk& chunk) {
  wire::Writer out;
  out.text(1, chunk.resource);
  out.number(2, chunk.offset);
  out.number(3, chunk.last ? 1 : 0);
  out.text(10, chunk.data);
  return out.take();
}

}  // namespace maelstrom::reapi
