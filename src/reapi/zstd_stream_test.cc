#include "reapi/zstd_stream.h"

#include <gtest/gtest.h>

#include <string>

#include "reapi/zstd_blob.h"

namespace maelstrom::reapi {
namespace {

// What comes of `compressed` in pieces of so many bytes; "error" if it is one.
std::string streamed(const std::string& compressed, std::uint64_t size, std::size_t piece) {
  std::string text;
  ZstdStream stream(size, [&](std::string_view bytes) -> Status {
    text += bytes;
    return {};
  });
  for (std::size_t at = 0; at < compressed.size(); at += piece) {
    if (!stream.feed(std::string_view(compressed).substr(at, piece))) return "error";
  }
  return stream.end() ? text : "error";
}

TEST(ZstdStream, ComesBackAsItWasWhateverThePieces) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919);
  const std::string large(1 << 20, 'x');
  for (const std::size_t piece : {1, 7, 4096, 1 << 20}) {
    EXPECT_EQ(streamed(zstd_compressed(text), text.size(), piece), text) << piece;
    EXPECT_EQ(streamed(zstd_compressed(large), large.size(), piece), large) << piece;
    EXPECT_EQ(streamed(zstd_compressed("one ") + zstd_compressed("two"), 7, piece), "one two");
  }
  EXPECT_EQ(streamed("", 0, 1), "");
}

TEST(ZstdStream, AnotherSizeOrMalformedBytesAreErrors) {
  const std::string compressed = zstd_compressed(std::string(1 << 20, 'x'));
  EXPECT_EQ(streamed(compressed, (1 << 20) - 1, 100), "error");
  EXPECT_EQ(streamed(compressed, (1 << 20) + 1, 100), "error");
  EXPECT_EQ(streamed(compressed.substr(0, compressed.size() - 1), 1 << 20, 100), "error");
  EXPECT_EQ(streamed("no zstd at all", 14, 100), "error");
}

TEST(ZstdStream, AnErrorOfWhoTakesItIsPassedOn) {
  ZstdStream stream(3, [](std::string_view) -> Status { return fail(ErrorCode::kExhausted, "full"); });
  const Status fed = stream.feed(zstd_compressed("abc"));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code(), ErrorCode::kExhausted);
}

}  // namespace
}  // namespace maelstrom::reapi
