#include "tui/columns.h"

#include <gmock/gmock.h>

#include "base/strings.h"

namespace maelstrom::tui {
namespace {

TEST(Columns, CountsCodePoints) {
  EXPECT_EQ(width(""), 0u);
  EXPECT_EQ(width("abc"), 3u);
  EXPECT_EQ(width("größe…"), 6u);
  EXPECT_EQ(width("😀"), 1u);
}

TEST(Columns, KeepsWhatFits) {
  EXPECT_EQ(keep_front("größe", 5), "größe");
  EXPECT_EQ(keep_end("größe", 5), "größe");
}

TEST(Columns, CutsAtTheEndThatIsNotKept) {
  EXPECT_EQ(keep_front("größe", 4), "grö…");
  EXPECT_EQ(keep_end("größe", 4), "…öße");
  EXPECT_EQ(keep_front("größe", 1), "…");
  EXPECT_EQ(keep_end("größe", 1), "…");
  EXPECT_EQ(keep_front("größe", 0), "");
  EXPECT_EQ(keep_end("größe", 0), "");
}

TEST(Columns, NeverCutsThroughACodePoint) {
  const std::string text = "a😀ßc€x";
  for (std::size_t columns = 0; columns < 8; ++columns) {
    EXPECT_TRUE(is_utf8(keep_front(text, columns))) << columns;
    EXPECT_TRUE(is_utf8(keep_end(text, columns))) << columns;
    EXPECT_LE(width(keep_front(text, columns)), columns);
    EXPECT_LE(width(keep_end(text, columns)), columns);
  }
}

}  // namespace
}  // namespace maelstrom::tui
