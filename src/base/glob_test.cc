#include "base/glob.h"

#include <gmock/gmock.h>

#include <chrono>

namespace maelstrom {
namespace {

using ::testing::HasSubstr;

bool matches(std::string_view pattern, std::string_view text) {
  const auto glob = Glob::parse(pattern);
  if (!glob) {
    ADD_FAILURE() << glob.error().message();
    return false;
  }
  return glob->matches(text);
}

std::string error_of(std::string_view pattern) {
  const auto glob = Glob::parse(pattern);
  return glob ? "none" : glob.error().message();
}

struct Row {
  std::string_view pattern;
  std::vector<std::string_view> matching;
  std::vector<std::string_view> other;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    for (const auto text : row.matching) EXPECT_TRUE(matches(row.pattern, text)) << row.pattern << " on " << text;
    for (const auto text : row.other) EXPECT_FALSE(matches(row.pattern, text)) << row.pattern << " on " << text;
  }
}

TEST(Glob, WildcardsCrossSlashesAndSeeHiddenFiles) {
  expect_rows({
      {"", {""}, {"a"}},
      {"a.txt", {"a.txt"}, {"a_txt", "a.txt2", "da.txt", "d/a.txt", ""}},
      {"*.txt", {"a.txt", ".txt", "d/a.txt", ".h/x.txt"}, {"a.txt.md", "txt"}},
      {"d/*.txt", {"d/a.txt", "d/e/c.txt"}, {"a.txt", "e/d/a.txt"}},
      {"*", {"", "a", "a/b", ".h"}, {}},
      {"a?c", {"abc", "a/c"}, {"ac", "abbc"}},
      {"*a*b*", {"ab", "xaxbx", "a/b"}, {"ba", "a", "b"}},
      {"***", {"", "a/b"}, {}},
  });
}

TEST(Glob, TwoStarsBetweenSlashesStandForDirectories) {
  expect_rows({
      {"**", {"", "a", "a/b"}, {}},
      {"**/foo", {"foo", "bar/foo", "a/b/foo", "/foo"}, {"xfoo", "foo/bar"}},
      {"foo/**", {"foo/a", "foo/a/b", "foo/"}, {"foo", "foobar"}},
      {"a/**/b", {"a/b", "a/x/b", "a/x/y/b"}, {"ab", "a/xb", "ax/b"}},
      {"a/**/**/b", {"a/b", "a/x/y/b"}, {"a/xb"}},
      {"**/**", {"a", "a/b"}, {}},
      {"**/a/**", {"a/b", "x/a/b"}, {"a", "xa/b"}},
      {"**.{py,pyi}", {"a.py", "p/q/c.py", "p/b.pyi"}, {"a.pyc"}},
      {"a**b", {"ab", "a/x/b"}, {"a"}},
      {"a/**b", {"a/b", "a/xb"}, {"ab"}},
      {"a/{**/b,c}", {"a/b", "a/x/b", "a/c"}, {"a/xb", "a/x/c"}},
      {"{a,b/**}", {"a", "b/c"}, {"b"}},
  });
}

TEST(Glob, ClassesHoldRangesAndTheirNegation) {
  expect_rows({
      {"[ab]", {"a", "b"}, {"c", "ab", ""}},
      {"[a-c0-9]", {"b", "5"}, {"d", "-"}},
      {"[!a].txt", {"b.txt"}, {"a.txt", ".txt"}},
      {"[^a-c]", {"d"}, {"b"}},
      {"[]]", {"]"}, {"["}},
      {"[!]]", {"a"}, {"]"}},
      {"[-a]", {"-", "a"}, {"b"}},
      {"[a-]", {"-", "a"}, {"b"}},
      {"[\\]", {"\\"}, {"]"}},
      {"[*?{]x", {"*x", "?x", "{x"}, {"ax"}},
      {"a]", {"a]"}, {"a"}},
  });
}

TEST(Glob, AlternativesNestAndEmptyOnesCountForNothing) {
  expect_rows({
      {"{a,b}.txt", {"a.txt", "b.txt"}, {"c.txt", "{a,b}.txt", "ab.txt"}},
      {"x{a,b{1,2}}y", {"xay", "xb1y", "xb2y"}, {"xby", "xab1y"}},
      {"{*.h,src/**/*.cc}", {"a.h", "src/a.cc", "src/x/a.cc"}, {"a.cc"}},
      {"{a}", {"a"}, {"{a}"}},
      {"a{,b}", {"ab"}, {"a"}},
      {"a{b,}c", {"abc"}, {"ac"}},
      {"a{,}b", {"ab"}, {}},
      {"a,b", {"a,b"}, {"a"}},
      {"{[,],b}", {",", "b"}, {""}},
  });
}

TEST(Glob, ABackslashTakesTheMeaningFromWhatFollows) {
  expect_rows({
      {"\\*", {"*"}, {"a", "\\*"}},
      {"a\\{b\\,c\\}", {"a{b,c}"}, {"ab"}},
      {"{a\\,b,c}", {"a,b", "c"}, {"a", "b"}},
      {"\\a", {"a"}, {"\\a"}},
      {"\\\\", {"\\"}, {"\\\\"}},
  });
}

TEST(Glob, ACharacterIsASequenceOfUtf8OrAStrayByte) {
  expect_rows({
      {"?", {"\xC3\xBC", "\xFF", "\xF0\x9F\x8C\x8A"}, {"\xC3\xBC\xC3\xBC", "\xFF\xFF"}},
      {"[\xC3\xA0-\xC3\xBC]", {"\xC3\xA9"}, {"e", "\xC3"}},
      {"[!a]", {"\xC3\xBC"}, {"a"}},
      {"\xC3\xBC*", {"\xC3\xBC", "\xC3\xBCx"}, {"u"}},
      {"\xC3*", {"\xC3", "\xC3x"}, {"\xC3\xBC"}},
      {"*\xF0\x9F\x8C\x8A", {"\xF0\x9F\x8C\x8A"}, {"\x8A"}},
  });
  using namespace std::string_view_literals;
  EXPECT_TRUE(matches("a\0*"sv, "a\0b"sv));
}

TEST(Glob, EveryMistakeIsNamedWithItsColumn) {
  EXPECT_EQ(error_of("\xC3\xBC[a"), "bad glob \"\xC3\xBC[a\": column 2: this \"[\" is never closed");
  EXPECT_THAT(error_of("[]"), HasSubstr("column 1: this \"[\" is never closed"));
  EXPECT_THAT(error_of("x{a,{b}"), HasSubstr("column 2: this \"{\" is never closed"));
  EXPECT_THAT(error_of("a}"), HasSubstr("column 2: this \"}\" was never opened"));
  EXPECT_THAT(error_of("a\\"), HasSubstr("column 2: nothing follows this \"\\\""));
  EXPECT_THAT(error_of("[a-fz-c]"), HasSubstr("column 5: the end of this range is before its beginning"));
  EXPECT_THAT(error_of(std::string(101, '{')), HasSubstr("more than 100 braces"));
  EXPECT_THAT(error_of(std::string(20000, 'a')), HasSubstr("too large"));
}

TEST(Glob, TheLargestPatternStillMatches) {
  const std::string most((std::size_t{1} << 14) - 1, 'a');
  EXPECT_TRUE(matches("{" + most.substr(0, 8000) + "," + most.substr(0, 8001) + "}", most.substr(0, 8001)));
  EXPECT_TRUE(matches(most, most));
  EXPECT_FALSE(matches(most, most + "a"));
}

TEST(Glob, LiteralPrefixIsTheDirectoryThatEveryMatchLiesBelow) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"a/b/c*d", "a/b"}, {"a/b/c", "a/b"}, {"/x*", "/"},           {"/a/*", "/a"},    {"*.txt", ""},
      {"file", ""},       {"a/**", "a"},    {"a\\*/{b,c}/d", "a*"}, {"{a/b,a/c}", ""}, {"a/[b]/c", "a"},
  };
  for (const auto& [pattern, prefix] : rows) EXPECT_EQ(Glob::parse(pattern)->literal_prefix(), prefix) << pattern;
}

TEST(Glob, NoPatternNeedsMoreThanPolynomialTime) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "{a,aa,a*}*";
  const std::string text = std::string(2000, 'a') + "b";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(matches(pattern + "c", text));
  EXPECT_FALSE(matches(pattern + "?c*", text));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace maelstrom
