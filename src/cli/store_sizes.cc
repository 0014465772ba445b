#include "cli/store_sizes.h"

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

constexpr std::uint64_t kBytesOfAKey = 66;
constexpr std::uint64_t kFewestKeys = 2'000'000;
// Twice the keys of a store in which files have 16 KiB, and results 4 KiB, on average.
constexpr std::uint64_t kBytesPerBlobKey = 8 << 10;
constexpr std::uint64_t kBytesPerResultKey = 2 << 10;
constexpr std::uint64_t kResultsShare = 64;
constexpr std::uint64_t kFewestResultBytes = UINT64_C(64) << 20;
constexpr std::uint64_t kMebibyte = UINT64_C(1) << 20;

}  // namespace

Result<StoreSizes> sizes_of(std::uint64_t bytes) {
  if (bytes < kSmallestStore) return invalid("a store needs " + human_bytes(kSmallestStore) + " at least");
  StoreSizes sizes;
  sizes.ac_bytes = std::max(bytes / kResultsShare, kFewestResultBytes) / kMebibyte * kMebibyte;
  sizes.ac_keys = std::max(sizes.ac_bytes / kBytesPerResultKey, kFewestKeys);
  sizes.cas_keys = std::max(bytes / kBytesPerBlobKey, kFewestKeys);
  const std::uint64_t others = sizes.ac_bytes + (sizes.ac_keys + sizes.cas_keys) * kBytesOfAKey;
  sizes.cas_bytes = (bytes - others) / kMebibyte * kMebibyte;
  return sizes;
}

}  // namespace maelstrom::cli
