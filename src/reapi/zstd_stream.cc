#include "reapi/zstd_stream.h"

#include <zstd.h>

#include <string>
#include <utility>
#include <vector>

namespace maelstrom::reapi {

struct ZstdStream::State {
  State(std::uint64_t expected, Take taker) : left(expected), take(std::move(taker)), buffer(::ZSTD_DStreamOutSize()) {}
  ~State() { ::ZSTD_freeDCtx(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ZSTD_DCtx* const context = ::ZSTD_createDCtx();
  std::uint64_t left;
  const Take take;
  std::vector<char> buffer;
  bool whole = true;  // no frame has begun and not ended
};

ZstdStream::ZstdStream(std::uint64_t size, Take take) : state_(std::make_unique<State>(size, std::move(take))) {}
ZstdStream::~ZstdStream() = default;

Status ZstdStream::feed(std::string_view bytes) {
  State& state = *state_;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  bool more = in.size > 0;
  while (more) {
    ZSTD_outBuffer out{state.buffer.data(), state.buffer.size(), 0};
    const std::size_t left = ::ZSTD_decompressStream(state.context, &out, &in);
    if (::ZSTD_isError(left) != 0) return invalid(std::string("zstd: ") + ::ZSTD_getErrorName(left));
    if (out.pos > state.left) return invalid("zstd: longer than it should be");
    state.left -= out.pos;
    state.whole = left == 0;
    if (out.pos > 0) TRY(state.take({state.buffer.data(), out.pos}));
    more = in.pos < in.size || (out.pos == out.size && !state.whole);  // a full buffer may have left something behind
  }
  return {};
}

Status ZstdStream::end() const {
  if (!state_->whole) return invalid("zstd: truncated");
  if (state_->left > 0) return invalid("zstd: " + std::to_string(state_->left) + " bytes are missing");
  return {};
}

}  // namespace maelstrom::reapi
