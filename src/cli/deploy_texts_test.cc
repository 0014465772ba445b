#include "cli/deploy_texts.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

TEST(DeployTexts, NamesInBracesAreFilledIn) {
  EXPECT_EQ(filled("{{a}} and {{b}}{{a}}", {{"a", "1"}, {"b", "{{a}}"}}), "1 and {{a}}1");
}

TEST(DeployTexts, OtherBracesStay) {
  for (const char* text : {"{{c}}", "{{", "{ a: {} }", "{{{a}", "}}", ""}) EXPECT_EQ(filled(text, {{"a", "1"}}), text);
}

TEST(DeployTexts, LinesAreIndentedAndEmptyOnesStayEmpty) {
  EXPECT_EQ(indented("a\n\nb\n", 2), "  a\n\n  b\n");
  EXPECT_EQ(indented("a", 1), " a");
  EXPECT_EQ(indented("", 1), "");
}

TEST(DeployTexts, FilesArePartOfTheProgram) {
  EXPECT_TRUE(deploy_text("front.jsonnet").starts_with("// bb_storage"));
  EXPECT_EQ(deploy_text("none"), "");
}

}  // namespace
}  // namespace maelstrom::cli
