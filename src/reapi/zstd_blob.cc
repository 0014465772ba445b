#include "reapi/zstd_blob.h"

#include <zstd.h>

#include <memory>

namespace maelstrom::reapi {
namespace {

struct Free {
  void operator()(ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
};

}  // namespace

std::string zstd_compressed(std::string_view bytes) {
  constexpr int kFast = 1;
  std::string compressed(::ZSTD_compressBound(bytes.size()), '\0');
  // It fails for lack of room alone, and there is room.
  compressed.resize(::ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), kFast));
  return compressed;
}

Result<std::string> zstd_decompressed(std::string_view bytes, std::uint64_t size) {
  const std::unique_ptr<ZSTD_DCtx, Free> context(::ZSTD_createDCtx());
  std::string content(size, '\0');
  ZSTD_outBuffer out{content.data(), content.size(), 0};
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (in.pos < in.size) {
    const std::size_t before = in.pos + out.pos;
    const std::size_t left = ::ZSTD_decompressStream(context.get(), &out, &in);
    if (::ZSTD_isError(left) != 0) return invalid(std::string("zstd: ") + ::ZSTD_getErrorName(left));
    if (in.pos == in.size && left != 0) return invalid("zstd: truncated, or longer than it should be");
    if (in.pos + out.pos == before) return invalid("zstd: longer than it should be");
  }
  if (out.pos != size) return invalid("zstd: " + std::to_string(out.pos) + " bytes, not " + std::to_string(size));
  return content;
}

}  // namespace maelstrom::reapi
