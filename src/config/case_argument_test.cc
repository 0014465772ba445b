#include "config/case_argument.h"

#include <gmock/gmock.h>

namespace maelstrom::config {
namespace {

using ::testing::HasSubstr;

bool selects(std::string_view argument, std::string_view artifact, std::string_view name) {
  const auto filter = parse_selection(argument);
  if (!filter) {
    ADD_FAILURE() << argument << ": " << filter.error().message();
    return false;
  }
  return filter->matches({.name = name, .artifact = artifact});
}

TEST(CaseArgument, AFilterIsAFilter) {
  EXPECT_TRUE(selects("name.equals(a::b)", "x", "a::b"));
  EXPECT_FALSE(selects("none", "none", "none"));
  EXPECT_TRUE(selects("n.eq[a]", "x", "a"));
}

TEST(CaseArgument, ACaseIsThatCaseAlone) {
  EXPECT_TRUE(selects("parser_test::Lexer.Hex", "parser_test", "Lexer.Hex"));
  EXPECT_FALSE(selects("parser_test::Lexer.Hex", "parser_test", "Lexer.Hexa"));
  EXPECT_FALSE(selects("parser_test::Lexer.Hex", "my_parser_test", "Lexer.Hex"));
  EXPECT_TRUE(selects("crate::mod::test", "crate", "mod::test"));
  EXPECT_TRUE(selects("mod::test", "crate", "mod::test"));
  EXPECT_TRUE(selects("tests/test_url.py::test_join[a b]", "tests/test_url.py", "test_join[a b]"));
}

TEST(CaseArgument, AnotherWordIsAPartOfAnArtifactOrAName) {
  EXPECT_TRUE(selects("Lexer.Num", "parser_test", "Lexer.Numbers"));
  EXPECT_TRUE(selects("parser", "parser_test", "Lexer.Numbers"));
  EXPECT_FALSE(selects("parser", "a", "Lexer.Numbers"));
  EXPECT_TRUE(selects("t", "a", "test"));
  EXPECT_FALSE(selects("t", "a", "x"));
  EXPECT_TRUE(selects("test_join[http]", "a", "test_join[http]"));
}

TEST(CaseArgument, AMistakeInAFilterIsNoWord) {
  for (const auto* text : {"name.contians(a::b)", "all - x::y", "(all", "a | b", ""}) {
    EXPECT_FALSE(parse_selection(text).has_value()) << text;
  }
  EXPECT_THAT(parse_selection("name.contians(x)").error().message(), HasSubstr("did you mean \"contains\"?"));
}

TEST(Selection, IncludesLessExcludes) {
  Selection selection;
  EXPECT_TRUE(selection.selects({.name = "a"}));
  selection.includes = {*parse_selection("name.eq(a)"), *parse_selection("name.eq(b)")};
  selection.excludes = {*parse_selection("name.eq(b)")};
  EXPECT_TRUE(selection.selects({.name = "a"}));
  EXPECT_FALSE(selection.selects({.name = "b"}));
  EXPECT_FALSE(selection.selects({.name = "c"}));
}

TEST(Selection, WithinItIsNarrowedFurther) {
  Selection selection{.includes = {*parse_selection("name.contains(a)")}};
  selection.within = *parse_selection("artifact.eq(b)");
  EXPECT_TRUE(selection.selects({.name = "a", .artifact = "b"}));
  EXPECT_FALSE(selection.selects({.name = "a", .artifact = "c"}));
  EXPECT_FALSE(selection.selects({.name = "x", .artifact = "b"}));
  EXPECT_FALSE(selection.may_select_artifact("c"));
  EXPECT_FALSE(selection.asks_past());
  selection.within = *parse_selection("failed");
  EXPECT_TRUE(selection.asks_past());
}

TEST(Selection, AnArtifactIsNotListedIfNothingOfItIsSelected) {
  EXPECT_TRUE(Selection{}.may_select_artifact("a"));
  const Selection of_b{.includes = {*parse_selection("b::X.Y")}};
  EXPECT_TRUE(of_b.may_select_artifact("b"));
  const Selection only_b{.includes = {*parse_selection("artifact.eq(b)")}};
  EXPECT_FALSE(only_b.may_select_artifact("a"));
  const Selection without{.excludes = {*parse_selection("artifact.eq(a)"), *parse_selection("name.eq(x)")}};
  EXPECT_FALSE(without.may_select_artifact("a"));
  EXPECT_TRUE(without.may_select_artifact("b"));
}

}  // namespace
}  // namespace maelstrom::config
