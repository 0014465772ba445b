// Blobs as REAPI's "zstd" compressor sends them. Source: RFC 8878.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::reapi {

std::string zstd_compressed(std::string_view bytes);

// What `bytes` (one frame or several) is compressed of. Errors: Invalid for malformed or truncated bytes, and where it
// is not `size` bytes: no more than that are ever made.
Result<std::string> zstd_decompressed(std::string_view bytes, std::uint64_t size);

}  // namespace maelstrom::reapi
