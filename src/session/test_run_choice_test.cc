// Which cases of a run run, how often, and how far.
#include <gmock/gmock.h>

#include <set>

#include "session/test_run_testing.h"

namespace maelstrom::session {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TestRunChoiceTest : public TestRunTest {
 protected:
  // S.Two fails until it has run `times` times.
  void fail_at_first(int times) {
    programs_["/b/a_test"].cases["S.Two"] = failed("S.Two");
    programs_["/b/a_test"].cases["S.Two"].action = digest_of("S.Two");
    on_case_ = [this, times](const std::string& name) {
      if (name != "S.Two" || ++runs_ != times) return;
      programs_["/b/a_test"].cases[name] = passed(name);
      programs_["/b/a_test"].cases[name].action = digest_of(name);
    };
  }
  CaseResult result_of(const std::string& name) const {
    for (const CaseResult& result : observer_.results) {
      if (result.id.name == name) return result;
    }
    ADD_FAILURE() << "no result of " << name;
    return {};
  }

  int runs_ = 0;
};

TEST_F(TestRunChoiceTest, ACaseThatPassesAfterFailingIsFlaky) {
  fail_at_first(2);
  options_.rules.defaults.retries = {3, {}};
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
  const CaseResult result = result_of("S.Two");
  EXPECT_EQ(result.verdict.outcome, Outcome::kFlaky);
  EXPECT_EQ(result.attempt, 2);
  EXPECT_THAT(result.verdict.message, HasSubstr("passed at attempt 2; at first it failed: Value of: x"));
  EXPECT_EQ(result.verdict.line, 7);
  EXPECT_THAT(distrusted_, ElementsAre(digest_of("S.Two")));
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.One", "a_test::S.Two"));
  EXPECT_THAT(observer_.results, SizeIs(3));
}

TEST_F(TestRunChoiceTest, ACaseWaitsBeforeItRunsAgainIfADirectiveSaysSo) {
  fail_at_first(2);
  configure("[[directives]]\nretries = { count = 2, delay = \"7s\" }\n");
  std::vector<std::chrono::milliseconds> waits;
  executor_.let_time_pass([&](std::chrono::milliseconds timeout) {
    waits.push_back(timeout);
    clock_.advance(timeout);
    return true;
  });
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_EQ(result_of("S.Two").verdict.outcome, Outcome::kFlaky);
  EXPECT_THAT(waits, ElementsAre(std::chrono::seconds(7)));
}

TEST_F(TestRunChoiceTest, ThatACaseIsSlowIsSaidAndIsNoOutcome) {
  configure("[[directives]]\nfilter = \"name.equals(S.Two)\"\nslow_timeout = 3\n");
  executor_.let_time_pass([&](std::chrono::milliseconds timeout) {
    clock_.advance(timeout);
    return timeout == std::chrono::seconds(3) && observer_.slow.empty();
  });
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
  ASSERT_THAT(observer_.slow, SizeIs(1));
  EXPECT_EQ(observer_.slow[0].id.name, "S.Two");
  EXPECT_EQ(observer_.slow[0].after, std::chrono::seconds(3));
  EXPECT_EQ(result_of("S.Two").verdict.outcome, Outcome::kPassed);
  EXPECT_TRUE(result_of("S.Two").slow);
  EXPECT_FALSE(result_of("S.One").slow);
}

TEST_F(TestRunChoiceTest, ACaseThatLeavesProcessesBehindHasLeaked) {
  configure("[[directives]]\nleak_timeout = \"200ms\"\n");
  programs_["/b/a_test"].cases["S.Two"].left_behind = true;
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_EQ(result_of("S.Two").verdict.outcome, Outcome::kLeaked);
  const Job& job = executor_.ran().back();
  EXPECT_EQ(job.container.leak_timeout, std::chrono::milliseconds(200));
  EXPECT_FALSE(job.may_stand(programs_["/b/a_test"].cases["S.Two"]));
  EXPECT_TRUE(job.may_stand(passed("S.Two")));
}

TEST_F(TestRunChoiceTest, TagsOfDirectivesSelect) {
  configure("[[directives]]\nfilter = \"name.equals(S.Two)\"\ntags = \"database\"\n");
  options_.selection.includes = {*config::Filter::parse("tag.equals(database)")};
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::S.Two passed"));
}

TEST_F(TestRunChoiceTest, AFlakyCaseFailsTheRunWhereThatIsAsked) {
  fail_at_first(2);
  options_.rules.defaults.retries = {1, {}};
  options_.flaky_result = FlakyResult::kFail;
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
}

TEST_F(TestRunChoiceTest, RetriesComeToAnEnd) {
  programs_["/b/a_test"].cases["S.Two"] = failed("S.Two");
  on_case_ = [this](const std::string& name) { runs_ += name == "S.Two" ? 1 : 0; };
  options_.rules.defaults.retries = {2, {}};
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_EQ(runs_, 3);
  EXPECT_EQ(result_of("S.Two").verdict.outcome, Outcome::kFailed);
  EXPECT_EQ(result_of("S.Two").attempt, 3);
  EXPECT_EQ(result_of("S.One").attempt, 1);
}

TEST_F(TestRunChoiceTest, ADirectiveSaysWhichCasesAreRetried) {
  fail_at_first(2);
  configure("[[directives]]\nfilter = \"name.equals(S.One)\"\nretries = 5\n");
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(result_of("S.Two").verdict.outcome, Outcome::kFailed);
}

TEST_F(TestRunChoiceTest, StopsAfterSoManyFailures) {
  programs_["/b/a_test"].listing = "S.\n  A\n  B\n  C\n  D\n";
  for (const char* name : {"S.A", "S.B", "S.C", "S.D"}) programs_["/b/a_test"].cases[name] = failed(name);
  options_.stop_after = 2;
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_EQ(finished->counts[static_cast<std::size_t>(Outcome::kFailed)], 2U);
  EXPECT_EQ(finished->counts[static_cast<std::size_t>(Outcome::kNotRun)], 2U);
  EXPECT_THAT(observer_.notices, Contains("stopped after 2 failures, as asked"));
}

TEST_F(TestRunChoiceTest, FewerFailuresDoNotStop) {
  programs_["/b/a_test"].cases["S.One"] = failed("S.One");
  options_.stop_after = 2;
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->counts[static_cast<std::size_t>(Outcome::kNotRun)], 0U);
  EXPECT_THAT(observer_.notices, IsEmpty());
}

TEST_F(TestRunChoiceTest, OnlyWhatFailedLastRunsAgain) {
  past_["S.One"] = {.failed = true};
  past_["S.Two"] = {.failed = false};
  options_.choice.failed_only = true;
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::S.One passed"));
}

TEST_F(TestRunChoiceTest, FiltersAskWhatEarlierRunsTell) {
  past_["S.One"] = {.expected = std::chrono::seconds(2), .failed = true};
  past_["S.Two"] = {.expected = std::chrono::seconds(1), .failed = false};
  const std::pair<const char*, const char*> chosen[] = {{"failed", "a_test::S.One passed"},
                                                        {"slow(<2s)", "a_test::S.Two passed"},
                                                        {"new", "a_test::S.DISABLED_Three ignored"}};
  for (const auto& [filter, outcome] : chosen) {
    observer_ = {};
    options_.selection.includes = {config::parse_selection(filter).value()};
    ASSERT_TRUE(run({binary("a_test")}));
    EXPECT_THAT(observer_.outcomes(), ElementsAre(outcome)) << filter;
  }
}

TEST_F(TestRunChoiceTest, ThatNothingFailedLastIsSaid) {
  options_.choice.failed_only = true;
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_THAT(observer_.notices, ElementsAre("nothing to do: no test case is selected"));
}

TEST_F(TestRunChoiceTest, WhoSelectsNothingIsAskedForWhatIsNear) {
  options_.selection.includes.push_back(config::parse_selection("S.Twoo").value());
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_THAT(observer_.notices, ElementsAre("nothing to do: no test case is selected; did you mean \"S.Two\"?"));
}

TEST_F(TestRunChoiceTest, ABinaryThatIsNotAskedIsNearToo) {
  options_.selection.includes.push_back(config::parse_selection("artifact.equals(a_tset)").value());
  ASSERT_TRUE(run({binary("a_test"), binary("b_test")}));
  EXPECT_THAT(observer_.notices, ElementsAre("nothing to do: no test case is selected; did you mean \"a_test\"?"));
  EXPECT_THAT(observer_.listed, ::testing::IsEmpty());
}

TEST_F(TestRunChoiceTest, HowManyCasesEarlierRunsKnewIsExpectedUntilTheyAreListed) {
  remembered_ = {{"a_test", 7}, {"b_test", 100}};
  programs_["/b/b_test"] = {.listing = "S.\n  One\n", .cases = {{"S.One", passed("S.One")}}};
  ASSERT_TRUE(run({binary("a_test"), binary("b_test")}));
  EXPECT_THAT(observer_.totals, ElementsAre(107, 103, 4));
}

TEST_F(TestRunChoiceTest, OfASelectionNothingIsExpectedBeforeItIsListed) {
  remembered_ = {{"a_test", 7}};
  options_.selection.includes.push_back(config::parse_selection("S.One").value());
  ASSERT_TRUE(run({binary("a_test")}));
  EXPECT_THAT(observer_.totals, ElementsAre(0, 1));
}

TEST_F(TestRunChoiceTest, LabelsOfTheProjectAndSuitesSelect) {
  TestBinary labelled = binary("a_test");
  labelled.whole.labels = {"net"};
  programs_["/b/b_test"] = {.listing = "S.\n  One\nT.\n  One\n",
                            .cases = {{"S.One", passed("S.One")}, {"T.One", passed("T.One")}}};
  configure("[[directives]]\nfilter = \"label.equals(net) or suite.equals(T)\"\nignore = true\n");
  ASSERT_TRUE(run({labelled, binary("b_test")}));
  EXPECT_THAT(observer_.outcomes(), ::testing::UnorderedElementsAre("a_test::S.One ignored", "a_test::S.Two ignored",
                                                                    "a_test::S.DISABLED_Three ignored",
                                                                    "b_test::S.One passed", "b_test::T.One ignored"));
}

TEST_F(TestRunChoiceTest, ThePartsOfARunAreTheWhole) {
  programs_["/b/b_test"] = programs_["/b/a_test"];
  using Kind = config::Partition::Kind;
  for (const Kind kind : {Kind::kHash, Kind::kSlice, Kind::kTime}) {
    std::multiset<std::string> ran;
    for (unsigned part = 1; part <= 2; ++part) {
      observer_ = {};
      options_.choice.partition = config::Partition{kind, part, 2};
      ASSERT_TRUE(run({binary("a_test"), binary("b_test")}));
      for (const CaseResult& result : observer_.results) ran.insert(result.id.to_string());
    }
    EXPECT_THAT(ran, ElementsAre("a_test::S.DISABLED_Three", "a_test::S.One", "a_test::S.Two",
                                 "b_test::S.DISABLED_Three", "b_test::S.One", "b_test::S.Two"));
  }
}

}  // namespace
}  // namespace maelstrom::session
