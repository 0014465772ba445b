#include "base/braces.h"

#include <gmock/gmock.h>

namespace maelstrom {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> expand(std::string_view pattern) {
  auto texts = expand_braces(pattern);
  if (!texts) return {"error: " + texts.error().message()};
  return *texts;
}

TEST(Braces, AlternativesMultiplyInTheirOrder) {
  EXPECT_THAT(expand(""), ElementsAre(""));
  EXPECT_THAT(expand("/x,y"), ElementsAre("/x,y"));
  EXPECT_THAT(expand("/{proc,sys,tmp}/"), ElementsAre("/proc/", "/sys/", "/tmp/"));
  EXPECT_THAT(expand("{a,b}{1,2}"), ElementsAre("a1", "a2", "b1", "b2"));
  EXPECT_THAT(expand("/x{a,b{1,2}c}"), ElementsAre("/xa", "/xb1c", "/xb2c"));
  EXPECT_THAT(expand("/x{a}"), ElementsAre("/xa"));
}

TEST(Braces, AnAlternativeMayBeEmpty) {
  EXPECT_THAT(expand("a{,b}"), ElementsAre("a", "ab"));
  EXPECT_THAT(expand("a{b,}"), ElementsAre("ab", "a"));
  EXPECT_THAT(expand("a{}b"), ElementsAre("ab"));
}

TEST(Braces, ARangeGoesUpOrDownAndKeepsItsWidth) {
  EXPECT_THAT(expand("/r{1..3}/"), ElementsAre("/r1/", "/r2/", "/r3/"));
  EXPECT_THAT(expand("{3..1}"), ElementsAre("3", "2", "1"));
  EXPECT_THAT(expand("{08..10}"), ElementsAre("08", "09", "10"));
  EXPECT_THAT(expand("{a..c}"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(expand("{{1..2},x}"), ElementsAre("1", "2", "x"));
  EXPECT_THAT(expand("{a..3}"), ElementsAre("a..3"));
  EXPECT_THAT(expand("{../x,y}"), ElementsAre("../x", "y"));
}

TEST(Braces, ABackslashTakesTheMeaningFromWhatFollows) {
  EXPECT_THAT(expand("/a\\{b\\,c\\}\\\\d"), ElementsAre("/a{b,c}\\d"));
  EXPECT_THAT(expand("{a\\,b,c\\}}"), ElementsAre("a,b", "c}"));
  EXPECT_THAT(expand("\\{1..3\\}"), ElementsAre("{1..3}"));
}

TEST(Braces, WhatIsUnbalancedIsAnError) {
  EXPECT_THAT(expand("/x{a"), ElementsAre("error: bad braces \"/x{a\": a \"{\" is never closed"));
  EXPECT_THAT(expand("{a,{b}"), ElementsAre(HasSubstr("a \"{\" is never closed")));
  EXPECT_THAT(expand("a}"), ElementsAre(HasSubstr("a \"}\" was never opened")));
  EXPECT_THAT(expand("a\\"), ElementsAre(HasSubstr("nothing follows")));
}

TEST(Braces, TheNumberOfResultsIsBounded) {
  std::string pattern;
  for (int i = 0; i < 13; ++i) pattern += "{a,b}";
  EXPECT_EQ(expand(pattern).size(), 8192U);
  EXPECT_THAT(expand(pattern + "{a,b}"), ElementsAre(HasSubstr("more than 10000 results")));
  EXPECT_THAT(expand("{0..9223372036854775807}"), ElementsAre(HasSubstr("more than 10000 results")));
  EXPECT_EQ(expand("{1..10000}").size(), 10000U);
  EXPECT_THAT(expand("{1..10001}"), ElementsAre(HasSubstr("more than 10000 results")));
  EXPECT_THAT(expand(std::string(100000, 'x') + "{1..999}"), ElementsAre(HasSubstr("more than 16.0 MiB")));
  EXPECT_THAT(expand(std::string(101, '{')), ElementsAre(HasSubstr("more than 100 inside")));
}

}  // namespace
}  // namespace maelstrom
