#include "session/cmake_script.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ScriptArgument word(const std::string& text) { return {.text = text}; }
ScriptArgument quoted(const std::string& text) { return {.text = text, .quoted = true}; }

TEST(CmakeScript, WhatGtestDiscoverTestsWrites) {
  const auto script = parse_cmake_script(
      "add_test([=[A.B]=]  /p/a_test [==[--gtest_filter=A.B]==] --gtest_also_run_disabled_tests)\n"
      "set_tests_properties( [=[A.B]=] PROPERTIES WORKING_DIRECTORY /p SKIP_REGULAR_EXPRESSION [==[\\[  SKIPPED "
      "\\]]==])\n"
      "set(  a_TESTS A.B)\n");
  ASSERT_TRUE(script) << script.error().message();
  EXPECT_THAT(*script,
              ElementsAre(ScriptCommand{"add_test",
                                        {quoted("A.B"), word("/p/a_test"), quoted("--gtest_filter=A.B"),
                                         word("--gtest_also_run_disabled_tests")}},
                          ScriptCommand{"set_tests_properties",
                                        {quoted("A.B"), word("PROPERTIES"), word("WORKING_DIRECTORY"), word("/p"),
                                         word("SKIP_REGULAR_EXPRESSION"), quoted("\\[  SKIPPED \\]")}},
                          ScriptCommand{"set", {word("a_TESTS"), word("A.B")}}));
}

TEST(CmakeScript, CommentsAreNothing) {
  EXPECT_THAT(*parse_cmake_script("# a\n#[[ b\n c]] set(#[=[ d ]] ]=] x # e )\n y)# f"),
              ElementsAre(ScriptCommand{"set", {word("x"), word("y")}}));
}

TEST(CmakeScript, EscapesAndQuotationsAreWhatTheyStandFor) {
  EXPECT_THAT(*parse_cmake_script("SET(\"a\\\"\\\\\\n\\$\" b\\ c \"two\nlines\" [[\nx]] \"\" \"on\\\nward\" d\\;e)"),
              ElementsAre(ScriptCommand{"set",
                                        {quoted("a\"\\\n$"), word("b c"), quoted("two\nlines"), quoted("x"), quoted(""),
                                         quoted("onward"), ScriptArgument{.text = "d\\;e", .literal = false}}}));
}

TEST(CmakeScript, AReferenceOrAListIsNotLiteral) {
  const auto script = parse_cmake_script("f(\"${a}\" $ENV{b} $CACHE{c} d;e \"d;e\" [[${f}]] $g)");
  ASSERT_TRUE(script);
  std::vector<bool> literal;
  for (const ScriptArgument& argument : script->front().arguments) literal.push_back(argument.literal);
  EXPECT_THAT(literal, ElementsAre(false, false, false, false, true, true, true));
}

TEST(CmakeScript, ParenthesesAreArguments) {
  EXPECT_THAT(
      *parse_cmake_script("if(NOT (A))\nendif()"),
      ElementsAre(ScriptCommand{"if", {word("NOT"), word("("), word("A"), word(")")}}, ScriptCommand{"endif", {}}));
}

TEST(CmakeScript, WhatIsWrongIsToldWithItsLine) {
  for (const char* text : {"\nset", "\nset x", "\nset(", "\nset(\"x)", "\nset([[x)", "\n1()", "\nset(\\q)",
                           "\nset(a\"b\")", "\nset(x\\"}) {
    const auto script = parse_cmake_script(text);
    ASSERT_FALSE(script) << text;
    EXPECT_THAT(script.error().message(), HasSubstr("line 2: ")) << text;
  }
}

}  // namespace
}  // namespace maelstrom::session
