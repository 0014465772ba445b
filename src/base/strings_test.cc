#include "base/strings.h"

#include <gmock/gmock.h>

namespace maelstrom {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(Strings, SplitKeepsEmptyParts) { EXPECT_THAT(split(":a::b", ':'), ElementsAre("", "a", "", "b")); }

TEST(Strings, ParseUnsignedTakesOnlyWholeDecimalNumbers) {
  EXPECT_THAT(parse_unsigned("42"), Optional(42U));
  for (const auto* text : {"", "-1", "1x", " 1", "99999999999999999999"}) EXPECT_EQ(parse_unsigned(text), std::nullopt);
}

TEST(Strings, ShellQuoteQuotesOnlyWhatMustBe) {
  EXPECT_EQ(shell_quote("a/b-1_2@%+=:,.c"), "a/b-1_2@%+=:,.c");
  for (const char c : std::string_view(" \t\n!\"#$&()*;<>?[\\]^`{|}~\xff")) {
    EXPECT_EQ(shell_quote(std::string("a") + c), std::string("'a") + c + "'");
  }
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quote(""), "''");
}

TEST(Strings, MalformedUtf8IsSeenAndReplaced) {
  EXPECT_TRUE(
      is_utf8("gr\xC3\xBC\xC3\x9F"
              "e \xF0\x9F\x8C\x8A"));
  for (const auto* text : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80"})
    EXPECT_FALSE(is_utf8(text));
  EXPECT_EQ(to_utf8("a\xFF"
                    "b"),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Strings, PrintableStaysOnOneLine) { EXPECT_EQ(printable("a\nb\x1B\xFF"), "a\\nb\\x1b\\xff"); }

TEST(Strings, PrintableEscapesTheControlCharactersOfLatin1) {
  EXPECT_EQ(printable("\xC2\x80 \xC2\x9B"
                      "2J \xC2\xA0 \xC3\x9B"),
            "\\xc2\\x80 \\xc2\\x9b2J \xC2\xA0 \xC3\x9B");
}

TEST(Strings, Base64FollowsTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Strings, NearestFindsTransposedLettersAndNothingFar) {
  const std::vector<std::string> known = {"network", "timeout", "filter"};
  EXPECT_THAT(nearest("netwrok", known), Optional(Eq("network")));
  EXPECT_EQ(nearest("colour", known), std::nullopt);
}

TEST(Strings, HumanFormsHaveTwoSignificantDigits) {
  EXPECT_EQ(human_seconds(0.0041), "0.004 s");
  EXPECT_EQ(human_seconds(2.41), "2.4 s");
  EXPECT_EQ(human_seconds(61.3), "61 s");
  EXPECT_EQ(human_count(1742), "1 742");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_bytes(1536 << 10), "1.5 MiB");
}

TEST(Strings, WhatIsNoUtf8IsFoundAtEveryPlaceOfALongText) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(is_utf8(text));
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\xff';
      EXPECT_FALSE(is_utf8(text)) << at << " of " << size;
      text[at] = 'a';
      EXPECT_TRUE(is_utf8(text.substr(0, at) + "é" + text.substr(at)));
    }
  }
}

}  // namespace
}  // namespace maelstrom
