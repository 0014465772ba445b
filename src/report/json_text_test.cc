#include "report/json_text.h"

#include <gmock/gmock.h>

namespace maelstrom::report {
namespace {

using namespace std::string_view_literals;

std::string written(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesWhatRfc8259ForbidsAndNothingElse) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("a/b é 🌀 \x7f"), "\"a/b é 🌀 \x7f\"");
  EXPECT_EQ(written(R"(say "hi" \o/)"), R"("say \"hi\" \\o/")");
  EXPECT_EQ(written("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(written("\0\x1b[31m\x1f"sv), R"("\u0000\u001b[31m\u001f")");
}

// Long texts are looked at in words of eight bytes.
TEST(JsonText, AnEscapeIsFoundAtEveryPlaceOfALongText) {
  for (std::size_t at = 0; at < 24; ++at) {
    for (const char byte : {'"', '\\', '\n'}) {
      std::string text(24, '\xa2');  // the high bit and the bits of '"'
      text[at] = byte;
      const std::string before(at, '\xa2'), after(23 - at, '\xa2');
      const std::string escape = {'\\', byte == '\n' ? 'n' : byte};
      EXPECT_EQ(written(text), '"' + before + escape + after + '"') << at;
    }
  }
}

TEST(JsonText, FieldsStandInTheOrderOfTheCalls) {
  std::string out = "before ";
  JsonObject object(out);
  object.text("b", "x");
  object.integer("a", -3);
  object.count("c", 18446744073709551615U);
  object.boolean("d", true);
  object.boolean("e", false);
  object.null("f");
  object.close();
  EXPECT_EQ(out, R"(before {"b":"x","a":-3,"c":18446744073709551615,"d":true,"e":false,"f":null})");
}

TEST(JsonText, AnObjectWithoutFieldsIsWhole) {
  std::string out;
  JsonObject(out).close();
  EXPECT_EQ(out, "{}");
}

TEST(JsonText, MillisecondsHaveThreeDecimals) {
  std::string out;
  JsonObject object(out);
  object.milliseconds("none", std::chrono::nanoseconds(0));
  object.milliseconds("half", std::chrono::microseconds(500));
  object.milliseconds("rounded", std::chrono::nanoseconds(1234567));
  object.milliseconds("day", std::chrono::hours(24));
  object.close();
  EXPECT_EQ(out, R"({"none":0.000,"half":0.500,"rounded":1.235,"day":86400000.000})");
}

TEST(JsonText, BytesThatAreNotUtf8AreKeptBesideTheirReplacement) {
  std::string out;
  JsonObject object(out);
  object.text("good", "é");
  object.text("bad", "a\xff\"");
  object.close();
  EXPECT_EQ(out, "{\"good\":\"é\",\"bad\":\"a\uFFFD\\\"\",\"bad_base64\":\"Yf8i\"}");
}

}  // namespace
}  // namespace maelstrom::report
