#include "reapi/zstd_blob.h"

#include <gtest/gtest.h>

namespace maelstrom::reapi {
namespace {

TEST(ZstdBlob, ComesBackAsItWas) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(1 << 20, 'x')}) {
    EXPECT_EQ(zstd_decompressed(zstd_compressed(text), text.size()), text);
  }
}

TEST(ZstdBlob, SeveralFramesAreOneBlob) {
  EXPECT_EQ(zstd_decompressed(zstd_compressed("one ") + zstd_compressed("two"), 7), "one two");
}

TEST(ZstdBlob, AnotherSizeIsAnError) {
  const std::string compressed = zstd_compressed(std::string(1 << 20, 'x'));
  EXPECT_FALSE(zstd_decompressed(compressed, (1 << 20) - 1));
  EXPECT_FALSE(zstd_decompressed(compressed, (1 << 20) + 1));
  EXPECT_FALSE(zstd_decompressed(compressed, 0));
}

TEST(ZstdBlob, MalformedBytesAreAnError) {
  const std::string compressed = zstd_compressed("some text, some text, some text");
  EXPECT_FALSE(zstd_decompressed(compressed.substr(0, compressed.size() - 1), 31));
  EXPECT_FALSE(zstd_decompressed("no zstd at all", 31));
  EXPECT_FALSE(zstd_decompressed("", 31));
  EXPECT_EQ(zstd_decompressed("", 0), "");
}

}  // namespace
}  // namespace maelstrom::reapi
