#include "config/json_stream.h"

#include <gmock/gmock.h>

#include "config/json_stream_testing.h"

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JsonStream, GivesAnObjectAtItsLastByte) {
  JsonStream stream;
  stream.feed(R"({"a": {"b": [1, 2]})");
  EXPECT_FALSE(stream.next());
  stream.feed("}");
  const auto piece = stream.next();
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->text, R"({"a": {"b": [1, 2]}})");
  EXPECT_FALSE(stream.rest());
}

TEST(JsonStream, NeedsNothingBetweenObjects) {
  EXPECT_THAT(pieces("{}{\"a\":1}\n {}", 1000), ElementsAre("1:1 {}", "1:3 {\"a\":1}", "2:2 {}"));
}

TEST(JsonStream, IsNotMisledByBracketsAndQuotesInStrings) {
  EXPECT_THAT(pieces(R"({"}\"{":"]\\"}{})", 1000), ElementsAre(R"(1:1 {"}\"{":"]\\"})", "1:15 {}"));
}

TEST(JsonStream, GivesTheSameHoweverTheInputIsCut) {
  const std::string text = "{\"ä\": \"\\\"}\"}\n[1]\"x\"  true 7{}\n}garbage = [ 1";
  const auto whole = pieces(text, text.size());
  EXPECT_EQ(whole.size(), 10U);
  for (std::size_t step = 1; step < text.size(); ++step) EXPECT_EQ(pieces(text, step), whole) << step;
}

TEST(JsonStream, CountsColumnsInCharacters) {
  EXPECT_THAT(pieces("\"ää\" {}", 1), ElementsAre("1:1 \"ää\"", "1:6 {}"));
}

TEST(JsonStream, GivesWhatIsUnfinishedAtTheEnd) {
  EXPECT_THAT(pieces("{} {\"a\"", 2), ElementsAre("1:1 {}", "1:4 {\"a\""));
  EXPECT_THAT(pieces(" \n ", 1), IsEmpty());
}

}  // namespace
}  // namespace maelstrom::config
