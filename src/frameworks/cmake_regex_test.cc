#include "frameworks/cmake_regex.h"

#include <gtest/gtest.h>

namespace maelstrom::frameworks {
namespace {

struct Try {
  std::string_view expression;
  std::string_view text;
};

// What CMake 3.25 says of each: string(REGEX MATCH …).
TEST(CmakeRegex, FindsWhatCMakeFinds) {
  for (const auto& [expression, text] : {Try{"ab", "xabx"},
                                         {"^ab", "ab"},
                                         {"b$", "ab"},
                                         {"a.b", "a\nb"},
                                         {"a[^x]b", "a\nb"},
                                         {"[0-9]+ of (one|two)", "12 of two"},
                                         {"a{2}", "a{2}"},
                                         {"\\d", "d"},
                                         {"\\[  SKIPPED \\]", "[  SKIPPED ]"},
                                         {"[\\d]", "\\"},
                                         {"[]x]", "]"},
                                         {"[^]x]", "a"},
                                         {"[-a]", "-"},
                                         {"[a-]", "-"},
                                         {"\xff", "\xfe\xff"},
                                         {"x?y", "y"},
                                         {"", "whatever"},
                                         {"()", ""},
                                         {"a|", "b"}}) {
    EXPECT_TRUE(cmake_finds(expression, text)) << expression;
  }
}

TEST(CmakeRegex, FindsNothingWhereCMakeFindsNothing) {
  for (const auto& [expression, text] : {Try{"^b", "a\nb"},
                                         {"a$", "a\n"},
                                         {"a$", "a\nb"},
                                         {"A", "a"},
                                         {"\\d", "7"},
                                         {"a{2}", "aa"},
                                         {"[[:digit:]]", "7"},
                                         {"[a-c]", "d"},
                                         {"\\n", "\n"}}) {
    EXPECT_FALSE(cmake_finds(expression, text)) << expression;
  }
}

TEST(CmakeRegex, RefusesWhatCMakeRefuses) {
  for (const std::string_view expression : {"*a", "a**", "a*?", "a+?", "(?:a)", "(?i)a", "|+", "[a", "a\\", "[]"}) {
    EXPECT_FALSE(re2_of_cmake(expression)) << expression;
    EXPECT_FALSE(cmake_finds(expression, "aaa"));
  }
  for (const std::string_view expression : {"(a", "a)", "[z-a]"})
    EXPECT_FALSE(cmake_finds(expression, "a")) << expression;
}

}  // namespace
}  // namespace maelstrom::frameworks
