#include "frameworks/catch2.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "frameworks/catch2_listing.h"
#include "frameworks/catch2_spec.h"
#include "frameworks/display.h"
#include "frameworks/sample_testing.h"

namespace maelstrom::frameworks {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Edition {
  std::string program;
  std::unique_ptr<Framework> (*make)();
  int version;
};

class Catch2 : public ::testing::TestWithParam<Edition> {
 protected:
  JobResult run(const Invocation& invocation, const std::string& mode = {}) {
    return run_sample(GetParam().program, invocation, mode);
  }
  const std::vector<ListedCase>& cases() {
    if (cases_.empty()) {
      auto listed = adapter_->parse_listing(run(adapter_->list_invocation()));
      if (listed) cases_ = std::move(*listed);
    }
    return cases_;
  }
  ListedCase listed(const std::string& name) {
    for (const auto& one : cases()) {
      if (one.name == name) return one;
    }
    ADD_FAILURE() << "not listed: " << name;
    return {};
  }
  Verdict verdict(const std::string& name, const std::string& mode = {}) {
    const ListedCase one = listed(name);
    return adapter_->judge(one, run(adapter_->run_invocation(one), mode));
  }
  std::string shown(const std::string& name) {
    CaseResult result{.framework = "catch2", .id = {"sample", name}};
    result.verdict = verdict(name);
    result.job = run(adapter_->run_invocation(listed(name)));
    return own_output(result);
  }
  std::unique_ptr<Framework> adapter_ = GetParam().make();
  std::vector<ListedCase> cases_;
};

INSTANTIATE_TEST_SUITE_P(V2, Catch2, ::testing::Values(Edition{CATCH2_V2_SAMPLE, catch2_v2_framework, 2}));
#ifdef CATCH2_V3_SAMPLE
INSTANTIATE_TEST_SUITE_P(V3, Catch2, ::testing::Values(Edition{CATCH2_V3_SAMPLE, catch2_v3_framework, 3}));
#endif

auto Is(Outcome outcome, const auto& message) {
  return AllOf(Field("outcome", &Verdict::outcome, outcome), Field("message", &Verdict::message, message));
}

TEST_P(Catch2, ItsMarkersStandInAProgramOfThisVersionAlone) {
  std::ifstream file(GetParam().program, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  for (const auto make : {catch2_v2_framework, catch2_v3_framework}) {
    const auto adapter = make();
    for (const auto& marker : adapter->markers()) {
      EXPECT_EQ(bytes.str().find(marker) != std::string::npos, make == GetParam().make) << marker;
      EXPECT_TRUE(adapter->recognises({.markers = {marker}}));
    }
    EXPECT_FALSE(adapter->recognises({.needed = {"libc.so.6"}, .markers = {"another's"}}));
  }
  EXPECT_TRUE(catch2_v3_framework()->recognises({.needed = {"libCatch2.so.3.7.1"}}));
}

// The outcome of each case when it is run alone.
TEST_P(Catch2, EveryListedCaseRunsAloneAndIsTheOneThatWasMeant) {
  std::map<std::string, Outcome> expected = {
      {"fails", Outcome::kFailed},
      {"fails explicitly", Outcome::kFailed},
      {"throws", Outcome::kFailed},
      {"fails in a section", Outcome::kFailed},
      {"should fail but passes", Outcome::kFailed},
      {"crashes", Outcome::kFailed},
      {"fails, then aborts", Outcome::kFailed},
      {"exits", Outcome::kFailed},
      {"exits with three", Outcome::kFailed},
      {"lies that all passed", Outcome::kFailed},
      {"lies and exits", Outcome::kFailed},
      {"prints bytes", Outcome::kFailed},
      {"skips", Outcome::kSkipped},
      {"skips in a section", Outcome::kSkipped},
      {"twice [a][b]", Outcome::kFailed},
      {"Letters of either case", Outcome::kFailed},
      {"a long * star", Outcome::kFailed},
      {"template - std::pair<int, long>", Outcome::kFailed},
      {"Scenario: a scenario", Outcome::kFailed},
  };
  ASSERT_EQ(cases().size(), GetParam().version == 2 ? 41U : 46U);
  for (const auto& one : cases()) {
    if (!one.ignored.empty()) continue;
    const auto found = expected.find(one.name);
    const Outcome outcome = found == expected.end() ? Outcome::kPassed : found->second;
    const Verdict got = verdict(one.name);
    EXPECT_EQ(outcome_name(got.outcome), outcome_name(outcome)) << one.name << ": " << got.message;
    const JobResult result = run(adapter_->run_invocation(one));
    EXPECT_THAT(result.standard_output.head, Not(HasSubstr("2 test cases"))) << one.name;
  }
}

TEST_P(Catch2, AProgramThatIsToListDoesNotRunCases) {
  for (const char* option : {"-l", "--list-tests", "-t", "--list-tags", "--list-reporters", "-h", "-?", "--help"}) {
    EXPECT_FALSE(adapter_->runs_cases({"--verbosity", "high", option})) << option;
  }
  EXPECT_TRUE(adapter_->runs_cases({"a name", "--reporter", "junit", "list-tests"}));
  EXPECT_TRUE(adapter_->runs_cases({}));
}

TEST_P(Catch2, NamesAreListedWhole) {
  std::vector<std::string> names;
  for (const auto& one : cases()) names.push_back(one.name);
  for (const char* name : {"a, b and c", "[brackets] first, then \\ and \"quotes\"", "\"quoted\"",
                           " leading blank, and [one]", "trailing blank ", "* star", "ends with star*", "~tilde",
                           "-dash", "#hash", "UPPER and lower", "a::b <T> & 'c' é"}) {
    EXPECT_THAT(names, Contains(name));
  }
}

TEST_P(Catch2, TagsAreKept) {
  EXPECT_THAT(listed("passes").tags, ElementsAre("fast", "unit"));
  EXPECT_THAT(listed(" leading blank, and [one]").tags, ElementsAre("odd"));
  EXPECT_THAT(listed("a::b <T> & 'c' é").tags,
              ::testing::UnorderedElementsAre("0 1", "long-tag-of-many-words", "and-another-one", "and-a-third-of-them",
                                              "fourth"));
  EXPECT_THAT(listed("asserts nothing").tags, ::testing::IsEmpty());
}

TEST_P(Catch2, TheHiddenAreListedAndIgnored) {
  std::vector<std::string> hidden;
  for (const auto& one : cases()) {
    if (!one.ignored.empty()) hidden.push_back(one.name);
  }
  EXPECT_THAT(hidden, ElementsAre("hidden", "hidden with a tag"));
  EXPECT_THAT(listed("hidden with a tag").tags, ElementsAre("slow"));
}

TEST_P(Catch2, AFailureHasItsFileLineAndMessage) {
  const Verdict fails = verdict("fails");
  EXPECT_THAT(fails, Is(Outcome::kFailed,
                        AllOf(StartsWith("CHECK( 1 + 1 == 3 )"), HasSubstr("2 == 3"), HasSubstr("about to compare"))));
  EXPECT_THAT(fails.file, EndsWith("catch2_sample_main.cc"));
  EXPECT_EQ(fails.line, 22);
  EXPECT_THAT(verdict("throws"), Is(Outcome::kFailed, HasSubstr("boom")));
  EXPECT_THAT(verdict("fails explicitly"), Is(Outcome::kFailed, "said so"));
}

TEST_P(Catch2, AFailureNamesItsSections) {
  EXPECT_THAT(verdict("fails in a section").message, EndsWith("in section outer / inner two"));
  EXPECT_THAT(verdict("Scenario: a scenario").message, HasSubstr("Given: a thing / When: used / Then: it breaks"));
}

TEST_P(Catch2, ACrashFailsWithItsSignalAndWhatCameBefore) {
  const Verdict crash = verdict("crashes");
  EXPECT_THAT(crash, Is(Outcome::kFailed, AllOf(StartsWith("was ended by SIGSEGV"), HasSubstr("SIGSEGV"))));
  EXPECT_THAT(crash.file, EndsWith("catch2_sample_main.cc"));
  EXPECT_THAT(shown("crashes"), HasSubstr("before the crash"));
  EXPECT_THAT(verdict("fails, then aborts"), Is(Outcome::kFailed, StartsWith("was ended by SIGABRT")));
}

TEST_P(Catch2, AnExitWithoutAResultFails) {
  EXPECT_THAT(verdict("exits"), Is(Outcome::kFailed, StartsWith("exited with code 0 before it reported a result")));
  EXPECT_THAT(verdict("exits with three"), Is(Outcome::kFailed, StartsWith("exited with code 3 before")));
  EXPECT_THAT(verdict("passes", "exits first"), Is(Outcome::kFailed, HasSubstr("no line of Catch2's")));
}

TEST_P(Catch2, OutputThatLiesChangesNothing) {
  EXPECT_THAT(verdict("lies that all passed"), Is(Outcome::kFailed, "in truth"));
  EXPECT_THAT(verdict("lies and exits"), Is(Outcome::kFailed, HasSubstr("exited with code 1")));
}

TEST_P(Catch2, AMainThatHidesTheResultDoesNotHideIt) {
  EXPECT_THAT(verdict("fails", "main hides it"), Is(Outcome::kFailed, StartsWith("CHECK(")));
  EXPECT_THAT(verdict("passes", "exits with five"), Is(Outcome::kFailed, HasSubstr("code 5 although the case passed")));
}

TEST_P(Catch2, AnExpectedFailureThatDidNotComeIsSaid) {
  EXPECT_THAT(verdict("should fail but passes").message, HasSubstr("[!shouldfail]"));
}

TEST_P(Catch2, TheOwnOutputHasNoBannersAndNotTheFirstFailure) {
  EXPECT_EQ(shown("speaks"), "Benchmarks first.\n  1 000 rounds\nReady.\none\n\nother.cc:1: FAILED:");
  EXPECT_THAT(shown("fails"),
              AllOf(HasSubstr("CHECK( false )"), Not(HasSubstr("about to compare\n\n")),
                    Not(HasSubstr("host application")), Not(HasSubstr("test cases:")), Not(HasSubstr("-----"))));
  EXPECT_THAT(shown("prints bytes"), HasSubstr("no end of line"));
}

TEST_P(Catch2, ACaseThatIsNotThereHasNoVerdict) {
  ListedCase gone{.name = "gone", .selection = {"gone"}};
  EXPECT_EQ(adapter_->judge(gone, run(adapter_->run_invocation(gone))).outcome, Outcome::kInfrastructureError);
}

TEST_P(Catch2, AListThatWasCutIsNotTakenAndARefusalIsSaid) {
  const JobResult cut{.termination = Exited{0}, .standard_output = {.head = "x", .tail = "y", .dropped = 9}};
  EXPECT_EQ(adapter_->parse_listing(cut).error().code(), ErrorCode::kExhausted);
  const JobResult refused{.termination = Exited{2}, .standard_error = {.head = "usage: sample FILE\n"}};
  const auto cases = adapter_->parse_listing(refused);
  ASSERT_FALSE(cases.has_value());
  EXPECT_EQ(cases.error().message(), "exited with code 2: usage: sample FILE instead of listing its cases");
  EXPECT_TRUE(adapter_->parse_listing(JobResult{.termination = Exited{0}})->empty());
}

TEST(Catch2Listing, OfEqualNamesEachHasItsTagsAndAtLastANumber) {
  const auto listed =
      catch2_listed({{"twice", {"a"}}, {"once", {"a"}}, {"twice", {"a", "b"}}, {"twice", {"a"}}, {"twice", {}}});
  std::vector<std::string> names;
  for (const auto& one : listed) names.push_back(one.name);
  EXPECT_THAT(names, ElementsAre("twice [a]", "once", "twice [a][b]", "twice [a] #2", "twice "));
}

// As Catch2 2.13 writes it.
TEST(Catch2Listing, ANameMayHaveALineEndInIt) {
  const auto cases = parse_catch2_v2_listing(
      "Matching test cases:\n  two\n    lines\n    c.cc:3\n    (NO DESCRIPTION)\n      [tag]\n"
      "  other\n    c.cc:4\n    (NO DESCRIPTION)\n2 matching test cases\n\n"
      "two\nlines\t@c.cc:3\nother\t@c.cc:4\n");
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].name, "two\nlines");
  EXPECT_THAT(cases[0].tags, ElementsAre("tag"));
  EXPECT_EQ(cases[1].name, "other");
}

TEST(Catch2Spec, TagsAndTheOthersNamesTellCasesApart) {
  const std::vector<Catch2Case> cases = {{"x", {"a"}},   {"X", {"a", "b"}}, {" x ", {}}, {"* y", {}},
                                         {"long y", {}}, {"same", {}},      {"Same", {}}};
  const Catch2Specs specs(cases);
  EXPECT_EQ(specs.of(0), "[a]~[b]x");
  EXPECT_EQ(specs.of(1), "[a][b]X");
  EXPECT_EQ(specs.of(2), "~[a]\" x \"");
  EXPECT_EQ(specs.of(3), "~\"long y\"* y");
  EXPECT_EQ(specs.of(5), "same");
  EXPECT_EQ(specs.of(6), std::nullopt) << "nothing tells it from the one before, which runs both";
}

TEST(Catch2V3, ACaseIsChosenByItsPlaceInTheList) {
  const auto adapter = catch2_v3_framework();
  const JobResult list{.termination = Exited{0},
                       .standard_output = {.head = "<MatchingTests><TestCase><Name>same</Name></TestCase>"
                                                   "<TestCase><Name>same</Name></TestCase></MatchingTests>"}};
  const auto cases = adapter->parse_listing(list);
  ASSERT_TRUE(cases.has_value());
  EXPECT_THAT(cases->at(0).selection, ElementsAre("*", "--shard-count", "2", "--shard-index", "0"));
  EXPECT_THAT(cases->at(1).selection, ElementsAre("*", "--shard-count", "2", "--shard-index", "1"));
}

#ifdef CATCH2_V3_SAMPLE
TEST(Catch2V3, ASkipHasItsReason) {
  const auto adapter = catch2_v3_framework();
  const auto cases = adapter->parse_listing(run_sample(CATCH2_V3_SAMPLE, adapter->list_invocation()));
  ASSERT_TRUE(cases.has_value());
  for (const auto& one : *cases) {
    if (one.name != "skips") continue;
    const Verdict verdict = adapter->judge(one, run_sample(CATCH2_V3_SAMPLE, adapter->run_invocation(one)));
    EXPECT_THAT(verdict, Is(Outcome::kSkipped, "no camera"));
    EXPECT_THAT(verdict.file, EndsWith("catch2_sample_main.cc"));
  }
}
#endif

}  // namespace
}  // namespace maelstrom::frameworks
