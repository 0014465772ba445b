#include "cli/escape_keys.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Act = EscapeKeys::Act;
using Piece = EscapeKeys::Piece;

Piece text(std::string of) { return {std::move(of)}; }

constexpr char kEscape = 0x1d;

TEST(EscapeKeys, OrdinaryKeysAreTheJobs) {
  EscapeKeys keys(kEscape);
  EXPECT_THAT(keys.take("ls\r\x03\x1a"), ElementsAre(text("ls\r\x03\x1a")));
}

TEST(EscapeKeys, AfterTheEscapeKeyAKeySpeaksToTheProgram) {
  EscapeKeys keys(kEscape);
  EXPECT_THAT(keys.take("a\x1d\x1a"
                        "b\x1d\x03"),
              ElementsAre(text("a"), Piece(Act::kSuspend), text("b"), Piece(Act::kInterrupt)));
}

TEST(EscapeKeys, TwiceIsTheKeyItself) {
  EscapeKeys keys(kEscape);
  EXPECT_THAT(keys.take("\x1d\x1d\x03"), ElementsAre(text("\x1d\x03")));
}

TEST(EscapeKeys, BeforeAnotherKeyItMeansNothing) {
  EscapeKeys keys(kEscape);
  EXPECT_THAT(keys.take("\x1dx"), ElementsAre(text("\x1dx")));
}

TEST(EscapeKeys, TheNextKeyMayComeLater) {
  EscapeKeys keys(kEscape);
  EXPECT_THAT(keys.take("\x1d"), IsEmpty());
  EXPECT_THAT(keys.take("\x03"), ElementsAre(Piece(Act::kInterrupt)));
  EXPECT_THAT(keys.take("\x03"), ElementsAre(text("\x03")));
}

TEST(EscapeKeys, AreWrittenAsKeysAre) {
  EXPECT_EQ(parse_escape_key("^]").value(), 0x1d);
  EXPECT_EQ(parse_escape_key("^a").value(), 0x01);
  EXPECT_EQ(parse_escape_key("^A").value(), 0x01);
  EXPECT_EQ(parse_escape_key("~").value(), '~');
  EXPECT_EQ(parse_escape_key("^").value(), '^');
  for (const char* wrong : {"", "ab", "^1", "^]x", "\xc3\xa9", "\xc3"}) {
    EXPECT_FALSE(parse_escape_key(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace maelstrom::cli
