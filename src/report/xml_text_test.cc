#include "report/xml_text.h"

#include <gmock/gmock.h>

namespace maelstrom::report {
namespace {

using namespace std::string_view_literals;

TEST(XmlText, KeepsWhatXmlAllows) {
  constexpr std::string_view kAllowed = "a\t\r\n <&>\" é \x7f \uFFFD \uE000 🌀";
  EXPECT_EQ(xml_text(kAllowed), kAllowed);
  EXPECT_EQ(xml_text(""), "");
}

TEST(XmlText, ReplacesCharactersThatXmlForbids) {
  EXPECT_EQ(xml_text("a\0b"sv), "a\uFFFDb");
  EXPECT_EQ(xml_text("\x1b[1m\x1f"), "\uFFFD[1m\uFFFD");
  EXPECT_EQ(xml_text("\uFFFE.\uFFFF"), "\uFFFD.\uFFFD");
}

TEST(XmlText, ReplacesEachMalformedByte) {
  EXPECT_EQ(xml_text("a\xff\xfe!"), "a\uFFFD\uFFFD!");
  EXPECT_EQ(xml_text("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
}

}  // namespace
}  // namespace maelstrom::report
