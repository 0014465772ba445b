#include "session/test_run.h"

#include <gmock/gmock.h>

#include <csignal>

#include "session/test_run_testing.h"

namespace maelstrom::session {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(TestRunTest, OnlyAPassingResultMayStandForALaterRun) {
  ASSERT_TRUE(run({binary("a_test")}));
  for (const Job& job : executor_.ran()) {
    ASSERT_TRUE(job.may_stand) << job.arguments.front();
    EXPECT_FALSE(job.may_stand({.termination = Signaled{6}}));
    EXPECT_FALSE(job.may_stand({.termination = Exited{0}, .standard_output = {.head = "neither a list nor a result"}}));
  }
}

TEST_F(TestRunTest, WhatTheCacheAnsweredIsRunAgainAndAFailureIsLoud) {
  options_.audit = {.cache = 100};
  programs_["/b/a_test"].cases["S.One"].cached = EarlierRun{};
  programs_["/b/a_test"].cases["S.Two"].cached = EarlierRun{};
  programs_["/b/a_test"].again = {{"S.One", passed("S.One")}, {"S.Two", failed("S.Two")}};
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_THAT(observer_.outcomes(),
              UnorderedElementsAre("a_test::S.One passed", "a_test::S.Two failed", "a_test::S.DISABLED_Three ignored"));
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_EQ(finished->audited, 2U);
  EXPECT_EQ(finished->audits_that_differ, 1U);
  EXPECT_EQ(finished->cached, 0U);
  for (const CaseResult& result : observer_.results) {
    if (!result.job) continue;
    EXPECT_EQ(result.audit, (Audit{AuditKind::kCache, result.id.name == "S.One"}));
  }
}

TEST_F(TestRunTest, AResultThatStrictIsolationRefutesIsNoAnswerAnyMore) {
  options_.audit = {.isolation = 100};
  for (auto& [name, result] : programs_["/b/a_test"].cases) result.action = digest_of(name);
  programs_["/b/a_test"].again = {{"S.One", passed("S.One")}, {"S.Two", failed("S.Two")}};
  for (auto& [name, result] : programs_["/b/a_test"].again) result.action = digest_of("strict " + name);
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->audits_that_differ, 1U);
  EXPECT_THAT(distrusted_, ElementsAre(digest_of("S.Two")));
  for (const CaseResult& result : observer_.results) {
    if (!result.job) continue;
    EXPECT_EQ(result.job->action, digest_of(result.id.name));
  }
  EXPECT_EQ(executor_.ran().back().container.isolation, Isolation::kStrict);
}

TEST_F(TestRunTest, AnAuditThatCannotRunIsNoVerdict) {
  options_.audit = {.isolation = 100};
  programs_["/b/a_test"].again = {{"S.One", passed("S.One")}};
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.Two infrastructure_error"));
  EXPECT_EQ(finished->audited, 1U);
  EXPECT_THAT(distrusted_, IsEmpty());
}

TEST_F(TestRunTest, ADirectiveForbidsToCacheAndNamesThePlatform) {
  configure("[[directives]]\ncache = false\nplatform = \"cores\"\n");
  ASSERT_TRUE(run({binary("a_test")}));
  for (const Job& job : executor_.ran()) {
    EXPECT_FALSE(job.may_stand);
    EXPECT_THAT(job.machine_facts, ElementsAre(MachineFact::kCores));
  }
}

TEST_F(TestRunTest, RunsEachCaseOnceAndListsTheDisabled) {
  auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_THAT(observer_.outcomes(),
              UnorderedElementsAre("a_test::S.One passed", "a_test::S.Two passed", "a_test::S.DISABLED_Three ignored"));
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.One", "a_test::S.Two"));
  EXPECT_EQ(observer_.total, 3u);
}

TEST_F(TestRunTest, AFailedCaseMakesTheExitCodeOne) {
  programs_["/b/a_test"].cases["S.Two"] = failed("S.Two");
  auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.Two failed"));
}

TEST_F(TestRunTest, TicksWhileCasesRun) {
  on_case_ = [this](const std::string&) { clock_.advance(std::chrono::milliseconds(60)); };
  std::size_t ticks = 0;
  tick_ = [&] { ++ticks; };
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_EQ(ticks, 2u);
}

TEST_F(TestRunTest, FailedAndNewCasesRunBeforeProvenOnes) {
  programs_["/b/a_test"].listing = "S.\n  Proven\n  New\n  Failed\n";
  for (const char* name : {"S.Proven", "S.New", "S.Failed"}) programs_["/b/a_test"].cases[name] = passed(name);
  past_["S.Proven"] = {.expected = std::chrono::seconds(9)};
  past_["S.Failed"] = {.expected = std::chrono::milliseconds(1), .failed = true};
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.Failed", "a_test::S.New", "a_test::S.Proven"));
}

TEST_F(TestRunTest, ADirectiveIgnoresAndSetsTheTimeout) {
  configure(
      "[[directives]]\nfilter = \"name.equals(S.One)\"\nignore = true\n"
      "[[directives]]\nfilter = \"name.equals(S.Two)\"\ntimeout = 7\n");
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.One ignored"));
  EXPECT_EQ(executor_.ran().back().timeout, std::chrono::seconds(7));
}

TEST_F(TestRunTest, WhatIsForcedIsStrongerThanADirective) {
  configure("[[directives]]\nfilter = \"all\"\ntimeout = 7\n");
  options_.rules.defaults.timeout = {std::chrono::seconds(1), {}};
  options_.rules.forced.isolation = {Isolation::kStrict, {}};
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_EQ(executor_.ran().back().timeout, std::chrono::seconds(7));
  EXPECT_EQ(executor_.ran().back().container.isolation, Isolation::kStrict);
}

TEST_F(TestRunTest, TheProjectsArgumentsComeFirstAndAPersonsLast) {
  TestBinary with_arguments = binary("a_test");
  with_arguments.artifact.arguments = {"--data=x"};
  with_arguments.artifact.environment = {{"MODE", "fast"}};
  options_.test_arguments = {"--verbose"};
  ASSERT_TRUE(run({with_arguments}).has_value());
  const Job& job = executor_.ran().back();
  EXPECT_EQ(job.arguments.front(), "--data=x");
  EXPECT_EQ(job.arguments.back(), "--verbose");
  EXPECT_EQ(job.container.environment.at("MODE"), "fast");
  EXPECT_EQ(job.container.working_directory, "/b");
}

TEST_F(TestRunTest, ABinaryThatRefusesToListIsOnePlainTest) {
  programs_["/b/a_test"] = {.listing = "usage: a_test FILE\n", .cases = {{"main", printed("done\n")}}};
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::main passed"));
}

TEST_F(TestRunTest, AListThatIsTooLongIsNoPlainTest) {
  programs_["/b/a_test"].dropped = 9;
  auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 3);
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::(listing) infrastructure_error"));
  EXPECT_THAT(observer_.results.front().verdict.message, HasSubstr("too long"));
  EXPECT_EQ(executor_.ran().front().output_limit, UINT64_C(64) << 20);
}

TEST_F(TestRunTest, AProgramOfNoFrameworkRunsWholeIfItWasNamed) {
  programs_["/b/a_test"] = {.listing = "", .cases = {{"main", printed("oh\n", 3)}}};
  auto finished = run({binary("a_test")});
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::main failed"));
}

TEST_F(TestRunTest, AProgramOfNoFrameworkIsTheTestThatTheProjectCallsIt) {
  programs_["/b/a_test"] = {.listing = "", .cases = {{"main", printed("oh\n", 3)}}};
  TestBinary plain = binary("a_test");
  plain.whole = {.name = "tool.works", .rules = {.skip_return_code = 3}};
  ASSERT_TRUE(run({plain}).has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::tool.works skipped"));
}

TEST_F(TestRunTest, ATestBeginsWhenThoseThatItDependsOnHaveEnded) {
  programs_["/b/a_test"].cases["S.Two"] = failed("S.Two");
  for (const char* name : {"/b/first", "/b/last"}) programs_[name] = {.cases = {{"main", printed("")}}};
  TestBinary first = binary("first");
  first.depends = {"a"};
  first.known_as = {"first"};
  TestBinary last = binary("last");
  last.depends = {"first", "a"};
  last.cost = std::chrono::hours(1);
  TestBinary a = binary("a_test");
  a.known_as = {"a"};
  ASSERT_TRUE(run({last, first, a}).has_value());
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.One", "a_test::S.Two", "first::main", "last::main"));
}

TEST_F(TestRunTest, TestsThatDependOnOneAnotherDoNotRun) {
  programs_["/b/a_test"] = {.cases = {{"main", printed("")}}};
  TestBinary one = binary("a_test");
  TestBinary other = binary("a_test");
  one.known_as = other.depends = {"one"};
  other.known_as = one.depends = {"other"};
  auto finished = run({one, other});
  ASSERT_TRUE(finished.has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::main not_run", "a_test::main not_run"));
  EXPECT_THAT(observer_.results.front().verdict.message, HasSubstr("wait for it"));
}

TEST_F(TestRunTest, ByItsCostATestComesFirstAndByItsNeedsAlone) {
  for (const char* name : {"/b/a", "/b/b", "/b/c"}) programs_[name] = {.cases = {{"main", printed("")}}};
  TestBinary first = binary("a_test");
  first.known_as = {"first"};
  TestBinary alone = binary("a");
  alone.needs.alone = true;
  TestBinary cheap = binary("b");
  TestBinary costly = binary("c");
  costly.cost = std::chrono::minutes(1);
  cheap.depends = costly.depends = {"first"};
  options_.preparation_threads = 0;  // both wait for `first` before it runs
  ASSERT_TRUE(run({first, alone, cheap, costly}).has_value());
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.One", "a_test::S.Two", "c::main", "b::main", "a::main"));
}

TEST_F(TestRunTest, WhatIsOneTestIsNotAskedForItsCases) {
  programs_["/b/a_test"].cases = {{"main", printed("S.\n  Two failed\n", 3)}};
  TestBinary whole = binary("a_test");
  whole.cases = CasesAre::kWhole;
  whole.whole = {.name = "t", .rules = {.pass_regular_expression = {"Two failed"}}};
  ASSERT_TRUE(run({whole}).has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::t passed"));
  ASSERT_EQ(executor_.ran().size(), 1u);
  EXPECT_EQ(executor_.ran().front().output_limit, UINT64_C(64) << 20);
  EXPECT_TRUE(executor_.ran().front().may_stand(printed("Two failed\n", 3)));
  EXPECT_FALSE(executor_.ran().front().may_stand(printed("")));
}

TEST_F(TestRunTest, WithoutAFileThatIsRequiredNoCasePasses) {
  TestBinary without = binary("a_test");
  without.hindrance = "a file that it requires is not there: /b/data";
  auto finished = run({without});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.One failed"));
  EXPECT_THAT(observer_.results.front().verdict.message, HasSubstr("/b/data"));
}

TEST_F(TestRunTest, ABinaryThatIsNotThereHasNoVerdictAndTheOthersRun) {
  auto finished = run({binary("gone_test"), binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 3);
  EXPECT_THAT(observer_.outcomes(), Contains("gone_test::(listing) infrastructure_error"));
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.One passed"));
}

TEST_F(TestRunTest, AMissingLibraryIsSaidOnceForTheBinary) {
  programs_["/b/broken_test"] = programs_["/b/a_test"];
  ASSERT_TRUE(run({binary("broken_test")}).has_value());
  ASSERT_EQ(observer_.results.size(), 1u);
  EXPECT_EQ(observer_.results.front().verdict.message, "libgone.so is not found; needed by /b/broken_test");
}

TEST_F(TestRunTest, AListingThatHangsTimesOut) {
  JobResult hanging = printed("");
  hanging.termination = TimedOut{};
  FakeExecutor executor(1, [&](const Job&) { return hanging; });
  programs_["/b/a_test"].listing = "x";
  on_case_ = nullptr;
  const Ports ports{.executor = executor,
                    .wake = wake_,
                    .clock = clock_,
                    .observer = observer_,
                    .build_layer = [this](const LayerSpec& spec) { return build(spec); },
                    .stack_layers = as_they_are,
                    .read_elf = [](const std::string&, std::span<const std::string> markers) -> Result<ElfFacts> {
                      return ElfFacts{.markers = {markers.begin(), markers.end()}};
                    },
                    .environment = [](const std::string&) { return std::nullopt; },
                    .past = [](const CaseId&) { return std::nullopt; }};
  TestRun test_run(ports, options_);
  auto finished = test_run.run({binary("a_test")});
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::(listing) timed_out"));
  EXPECT_EQ(executor.ran().front().timeout, std::chrono::seconds(60));
}

TEST_F(TestRunTest, ALayerThatCannotBeBuiltEndsTheRun) {
  configure("[[directives]]\nfilter = \"name.equals(S.Two)\"\nlayers = [{ glob = \"data/**\" }]\n");
  auto finished = run({binary("a_test")});
  ASSERT_FALSE(finished.has_value());
  EXPECT_THAT(finished.error().message(), HasSubstr("matches nothing"));
  EXPECT_EQ(observer_.finished->exit_code, 2);
}

TEST_F(TestRunTest, AnInterruptReportsWhatHadNotRun) {
  on_case_ = [this](const std::string& name) {
    if (name == "S.One") wake_.send(SIGINT);
  };
  auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 130);
  EXPECT_EQ(finished->interrupted_by, "SIGINT");
  EXPECT_THAT(observer_.outcomes(), Contains("a_test::S.Two not_run"));
}

TEST_F(TestRunTest, ABinaryThatTheProjectDisabledIsIgnored) {
  TestBinary disabled = binary("a_test");
  disabled.disabled = true;
  ASSERT_TRUE(run({disabled}).has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::main ignored"));
  EXPECT_THAT(executor_.ran(), IsEmpty());
}

TEST_F(TestRunTest, ASelectionOfNothingIsSaidAndIsNoFailure) {
  auto include = config::parse_selection("name.equals(S.Four)");
  ASSERT_TRUE(include.has_value());
  options_.selection.includes = {*include};
  auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_THAT(observer_.notices, ElementsAre("nothing to do: no test case is selected"));
}

TEST_F(TestRunTest, OnlyTheSelectedCasesRun) {
  auto include = config::parse_selection("name.equals(S.Two)");
  ASSERT_TRUE(include.has_value());
  options_.selection.includes = {*include};
  ASSERT_TRUE(run({binary("a_test")}).has_value());
  EXPECT_THAT(observer_.outcomes(), ElementsAre("a_test::S.Two passed"));
}

}  // namespace
}  // namespace maelstrom::session
