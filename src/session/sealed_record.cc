#include "session/sealed_record.h"

#include "core/digest.h"

namespace maelstrom::session {
namespace {

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.hash.data()), digest.hash.size()};
}

}  // namespace

std::string sealed(std::string_view record) { return std::string(bytes_of(digest_of(record))).append(record); }

std::optional<std::string_view> unsealed(std::string_view bytes) {
  constexpr std::size_t kSeal = sizeof(Digest::hash);
  if (bytes.size() < kSeal) return std::nullopt;
  const std::string_view record = bytes.substr(kSeal);
  if (bytes_of(digest_of(record)) != bytes.substr(0, kSeal)) return std::nullopt;
  return record;
}

}  // namespace maelstrom::session
