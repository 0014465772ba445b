#include "config/filter.h"

#include <gmock/gmock.h>

#include <chrono>

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

std::vector<std::string> select(std::string_view filter, const std::vector<std::string>& names) {
  const auto parsed = Filter::parse(filter);
  if (!parsed) return {"error: " + parsed.error().message()};
  std::vector<std::string> selected;
  for (const auto& name : names) {
    if (parsed->matches({.name = name, .artifact = "art", .framework = "gtest"})) selected.push_back(name);
  }
  return selected;
}

std::string error_of(std::string_view filter) {
  const auto parsed = Filter::parse(filter);
  return parsed ? "none" : parsed.error().message();
}

TEST(Filter, EveryMatcherComparesTheWholeField) {
  const std::vector<std::string> names = {"abc", "ab", "bc", "b"};
  EXPECT_THAT(select("name.equals(ab)", names), ElementsAre("ab"));
  EXPECT_THAT(select("name.contains(b)", names), ElementsAre("abc", "ab", "bc", "b"));
  EXPECT_THAT(select("name.starts_with(ab)", names), ElementsAre("abc", "ab"));
  EXPECT_THAT(select("name.starts_with(b)", names), ElementsAre("bc", "b"));
  EXPECT_THAT(select("name.ends_with(bc)", names), ElementsAre("abc", "bc"));
  EXPECT_THAT(select("name.ends_with(b)", names), ElementsAre("ab", "b"));
  EXPECT_THAT(select("name.matches(^(a|b)b?$)", names), ElementsAre("ab", "b"));
  EXPECT_THAT(select("name.globs(*b)", names), ElementsAre("ab", "b"));
  EXPECT_THAT(select("artifact.equals(art) and framework.equals(gtest)", {"x"}), ElementsAre("x"));
  EXPECT_THAT(select("artifact.equals(other)", {"x"}), IsEmpty());
}

TEST(Filter, DelimitersAreCounted) {
  for (const auto* filter :
       {"name.equals(a(b)c)", "name.equals[a(b)c]", "name.equals{a(b)c}", "name.equals<a(b)c>", "name.equals/a(b)c/"}) {
    EXPECT_THAT(select(filter, {"a(b)c", "a"}), ElementsAre("a(b)c")) << filter;
  }
  EXPECT_THAT(select("name.equals()", {"", "a"}), ElementsAre(""));
}

TEST(Filter, EveryOperatorHasItsSpellings) {
  for (const auto* either : {"|", "||", " or "}) {
    EXPECT_THAT(select(std::string("name.eq(a)") + either + "name.eq(b)", {"a", "b", "c"}), ElementsAre("a", "b"));
  }
  for (const auto* both : {"&", "&&", " and ", "+"}) {
    EXPECT_THAT(select(std::string("name.con(a)") + both + "name.con(b)", {"a", "ab", "b"}), ElementsAre("ab"));
  }
  for (const auto* less : {"\\", "-", " minus "}) {
    EXPECT_THAT(select(std::string("all") + less + "name.eq(b)", {"a", "b"}), ElementsAre("a"));
  }
  for (const auto* negation : {"!", "~", "not ", "! ! !", "not not not "}) {
    EXPECT_THAT(select(std::string(negation) + "name.eq(b)", {"a", "b"}), ElementsAre("a"));
  }
}

TEST(Filter, DifferenceIsLeftAssociative) {
  EXPECT_THAT(select("all - name.contains(b) - name.contains(c)", {"a", "b", "c"}), ElementsAre("a"));
  EXPECT_THAT(select("all - (name.contains(b) - name.contains(c))", {"a", "b", "bc"}), ElementsAre("a", "bc"));
}

TEST(Filter, OrBindsLoosestAndNotTightest) {
  EXPECT_THAT(select("name.eq(a) or name.eq(b) and none", {"a", "b"}), ElementsAre("a"));
  EXPECT_THAT(select("(name.eq(a) or name.eq(b)) and none()", {"a", "b"}), IsEmpty());
  EXPECT_THAT(select("not name.eq(a) and name.eq(b)", {"a", "b"}), ElementsAre("b"));
  EXPECT_THAT(select(" not ( any ) ", {"a"}), IsEmpty());
}

TEST(Filter, AnUnambiguousPrefixStandsForItsWord) {
  EXPECT_THAT(select("n.eq(a)", {"a", "b"}), ElementsAre("a"));
  EXPECT_THAT(select("art.g(a*) & f.m/g.*t/ & t", {"a"}), ElementsAre("a"));
  EXPECT_EQ(error_of("a"), "column 1: ambiguous selector \"a\": it may be all or any");
  EXPECT_EQ(error_of("name.e(x)"), "column 6: ambiguous matcher \"e\": it may be equals or ends_with");
}

TEST(Filter, EveryMistakeHasItsColumnAndAHint) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"", "column 1: expected a selector, found the end"},
      {"all all", "column 5: expected an operator, found \"all\""},
      {"all and", "column 8: expected a selector, found the end"},
      {"nme.equals(x)", "column 1: unknown selector \"nme\"; did you mean \"name\"?"},
      {"name.equls(x)", "column 6: unknown matcher \"equls\"; did you mean \"equals\"?"},
      {"name", "column 1: \"name\" needs a matcher"},
      {"all.equals(x)", "column 1: \"all\" takes no matcher"},
      {"name.equals", "column 12: expected the argument of \"equals\""},
      {"name.equals(x", "column 12: this \"(\" is never closed"},
      {"(all", "column 1: this \"(\" is never closed"},
      {"all)", "column 4: expected an operator, found \")\""},
      {"name.matches([)", "column 14: bad regular expression"},
      {"name.globs({a)", "column 12: bad glob"},
      {"name.eq(\xC3\xBC) x", "column 12: expected an operator"},
  };
  for (const auto& [filter, message] : rows) EXPECT_THAT(error_of(filter), HasSubstr(message)) << filter;
  EXPECT_THAT(error_of(std::string(1000, '(')), HasSubstr("more than 100 parentheses"));
}

TEST(Filter, TwoReadingsAreAWarningThatWritesBothOut) {
  EXPECT_THAT(Filter::parse("all - name.eq(a) - none")->warning(),
              Optional(AllOf(HasSubstr("is read as \"(all - name.eq(a)) - none\""),
                             HasSubstr("reads it as \"all - (name.eq(a) - none)\""))));
  for (const auto* same :
       {"all - none", "all and any and true", "all and any - none", "(all - none) - none", "all - (none - none)"}) {
    EXPECT_EQ(Filter::parse(same)->warning(), std::nullopt) << same;
  }
}

TEST(Filter, AnArtifactIsLeftOutOnlyIfNoCaseOfItCanMatch) {
  const auto may = [](std::string_view filter) { return Filter::parse(filter)->may_match_artifact("art"); };
  const auto must = [](std::string_view filter) { return Filter::parse(filter)->must_match_artifact("art"); };
  EXPECT_TRUE(may("name.eq(x)") && may("artifact.eq(art) and name.eq(x)") && may("not name.eq(x)"));
  EXPECT_TRUE(may("framework.eq(gtest)") && may("not artifact.eq(b)") && may("all - name.eq(x)"));
  EXPECT_FALSE(may("artifact.eq(b) and name.eq(x)") || may("none") || may("not artifact.eq(art)"));
  EXPECT_FALSE(may("name.eq(x) - artifact.eq(art)"));
  EXPECT_TRUE(must("all") && must("artifact.eq(art) or name.eq(x)"));
  EXPECT_FALSE(must("name.eq(x)") || must("not name.eq(x)") || must("artifact.eq(b)"));
}

TEST(Filter, ALabelOrATagIsAnyOfThem) {
  const std::vector<std::string> tags{"fast", "unit"};
  const std::vector<std::string> labels{"net"};
  const FilterSubject subject{.name = "n", .artifact = "a", .framework = "f", .tags = tags, .labels = labels};
  const auto matches = [&](const char* text) { return Filter::parse(text)->matches(subject); };
  for (const char* text : {"label.equals(net)", "tag.equals(net)", "label.equals(unit)", "tag.contains(as)",
                           "l.eq(fast)", "t.eq(unit)", "not label.equals(slow)"}) {
    EXPECT_TRUE(matches(text)) << text;
  }
  EXPECT_FALSE(matches("label.equals(ne)") || matches("not tag.equals(fast)"));
}

TEST(Filter, OfASuite) {
  const FilterSubject subject{.name = "Lexer.Numbers", .artifact = "a", .framework = "gtest", .suite = "Lexer"};
  EXPECT_TRUE(Filter::parse("suite.equals(Lexer)")->matches(subject));
  EXPECT_FALSE(Filter::parse("suite.contains(Numbers)")->matches(subject));
  EXPECT_TRUE(Filter::parse("label.equals(x)")->may_match_artifact("a"));
}

TEST(Filter, AHundredThousandNamesAreFilteredAtOnce) {
  std::vector<std::string> names;
  names.reserve(100'000);
  for (int i = 0; i < 100'000; ++i) names.push_back("Suite" + std::to_string(i % 97) + ".Case/" + std::to_string(i));
  const auto filter =
      Filter::parse("(name.globs(Suite1*.*7) or name.contains(Case/9)) and not name.matches(/1[0-9]+5$) - name.eq(x)");
  const auto begin = std::chrono::steady_clock::now();
  std::size_t selected = 0;
  for (const auto& name : names) selected += filter->matches({.name = name, .artifact = "a"}) ? 1 : 0;
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GT(selected, 10'000U);
  RecordProperty("microseconds", static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  EXPECT_LT(took, std::chrono::milliseconds(500));  // 50 ms in a release on an idle machine
}

TEST(Filter, AsksWhatEarlierRunsTell) {
  using std::chrono::milliseconds;
  const PastOfCase fresh;
  const PastOfCase good{.known = true, .expected = milliseconds(20)};
  const PastOfCase bad{.known = true, .failed = true, .expected = milliseconds(3000)};
  const auto selects = [](std::string_view filter, const PastOfCase& past) {
    return Filter::parse(filter)->matches({.name = "a", .artifact = "b", .framework = "c", .past = past});
  };
  EXPECT_TRUE(selects("failed", bad) && !selects("failed()", good) && !selects("failed", fresh));
  EXPECT_TRUE(selects("new", fresh) && !selects("new ()", good) && selects("not new", bad));
  EXPECT_TRUE(selects("slow(>1s)", bad) && !selects("slow(>1s)", good) && !selects("slow(1s)", fresh));
  EXPECT_TRUE(selects("slow[ < 25ms ]", good) && !selects("slow(<20ms)", good) && !selects("slow(>1 min)", bad));
  EXPECT_FALSE(selects("slow(>20ms)", good) || selects("slow(<1s)", fresh));
  EXPECT_TRUE(selects("failed and name.eq(a) - slow(1min)", bad));
  EXPECT_TRUE(Filter::parse("all - failed")->asks_past());
  EXPECT_FALSE(Filter::parse("all - name.eq(failed)")->asks_past());
  EXPECT_TRUE(Filter::parse("failed")->may_match_artifact("b"));
  EXPECT_FALSE(Filter::parse("failed")->must_match_artifact("b"));
}

TEST(Filter, OfASlowCaseADurationIsWanted) {
  for (const char* wrong : {"slow(fast)", "slow(1)", "slow(>=1s)", "slow()", "slow(1h)", "slow(9999999999s)"}) {
    EXPECT_EQ(Filter::parse(wrong).error().message(),
              "column 6: \"slow\" takes a duration in ms, s or min, as in slow(>1s) or slow(<500ms)")
        << wrong;
  }
  EXPECT_THAT(Filter::parse("slow").error().message(), HasSubstr("column 5: expected the argument of \"slow\""));
  EXPECT_THAT(Filter::parse("faild").error().message(), HasSubstr("did you mean \"failed\"?"));
}

}  // namespace
}  // namespace maelstrom::config
