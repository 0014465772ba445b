#include "frameworks/doctest.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "frameworks/display.h"
#include "frameworks/doctest_judge.h"
#include "frameworks/doctest_listing.h"
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

class DoctestAdapter : public ::testing::Test {
 protected:
  static JobResult run(const Invocation& invocation, const std::string& mode = {}) {
    return run_sample(DOCTEST_SAMPLE, invocation, mode);
  }
  const std::vector<ListedCase>& cases(const std::string& mode = {}) {
    if (cases_.empty()) {
      auto listed = adapter_->parse_listing(run(adapter_->list_invocation(), mode));
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
    CaseResult result{.framework = "doctest", .id = {"sample", name}};
    result.verdict = verdict(name);
    result.job = run(adapter_->run_invocation(listed(name)));
    return own_output(result);
  }
  std::unique_ptr<Framework> adapter_ = doctest_framework();
  std::vector<ListedCase> cases_;
};

auto Is(Outcome outcome, const auto& message) {
  return AllOf(Field("outcome", &Verdict::outcome, outcome), Field("message", &Verdict::message, message));
}

// The number of the line of the sample that ends in this comment.
int line_of(const std::string& comment) {
  std::ifstream file(DOCTEST_SAMPLE_SOURCE);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.ends_with("// line of " + comment)) return number;
  }
  ADD_FAILURE() << "no line of " << comment;
  return 0;
}

TEST_F(DoctestAdapter, ItsMarkersStandInARealProgram) {
  std::ifstream file(DOCTEST_SAMPLE, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  for (const auto& marker : adapter_->markers()) {
    EXPECT_NE(bytes.str().find(marker), std::string::npos) << marker;
    EXPECT_TRUE(adapter_->recognises({.markers = {marker}}));
  }
  EXPECT_FALSE(adapter_->recognises({.needed = {"libc.so.6"}, .markers = {"another's"}}));
}

TEST_F(DoctestAdapter, AProgramThatIsToListDoesNotRunCases) {
  for (const char* option : {"-ltc", "--list-test-cases", "--dt-list-test-suites", "--list-reporters=true", "--count",
                             "-h", "-?", "--version"}) {
    EXPECT_FALSE(adapter_->runs_cases({"--no-intro", option})) << option;
  }
  EXPECT_TRUE(adapter_->runs_cases({"help", "--test-case=count", "-d"}));
  EXPECT_TRUE(adapter_->runs_cases({}));
}

// The outcome of each case when it is run alone.
TEST_F(DoctestAdapter, EveryListedCaseRunsAloneAndIsTheOneThatWasMeant) {
  std::map<std::string, Outcome> expected;
  for (const char* name :
       {"fails", "fails fatally", "fails explicitly", "warns, then fails", "throws", "fails in a subcase",
        "should fail but passes", "fails once, not twice", "too slow", "fails silently", "crashes",
        "fails, then aborts", "exits", "exits with three", "lies that it passed", "lies and exits", "prints bytes",
        "template<long int>", "  Scenario: a scenario"}) {
    expected[name] = Outcome::kFailed;
  }
  expected["twice (doctest_sample_main.cc:" + std::to_string(line_of("the second")) + ")"] = Outcome::kFailed;
  ASSERT_EQ(cases().size(), 41U);
  std::size_t failed = 0;
  for (const auto& one : cases()) {
    if (!one.ignored.empty()) continue;
    const Outcome outcome = expected.contains(one.name) ? Outcome::kFailed : Outcome::kPassed;
    const Verdict got = verdict(one.name);
    EXPECT_EQ(outcome_name(got.outcome), outcome_name(outcome)) << one.name << ": " << got.message;
    failed += expected.count(one.name);
  }
  EXPECT_EQ(failed, expected.size());
}

TEST_F(DoctestAdapter, NamesAreListedWhole) {
  std::vector<std::string> names;
  for (const auto& one : cases()) names.push_back(one.name);
  for (const char* name : {"a, b and c", "[brackets] \\ and \"quotes\"", "  leading blanks", "trailing blank ",
                           "* star?", "--dash", "a::b <T> & 'c' é", "", "template<char>"}) {
    EXPECT_THAT(names, Contains(name));
  }
  EXPECT_EQ(listed("in a suite").suite, "a suite");
  EXPECT_EQ(listed("passes").suite, "");
}

TEST_F(DoctestAdapter, TheSkippedAreListedAndIgnored) {
  std::vector<std::string> skipped;
  for (const auto& one : cases()) {
    if (!one.ignored.empty()) skipped.push_back(one.name);
  }
  EXPECT_THAT(skipped, ElementsAre("skipped"));
}

TEST_F(DoctestAdapter, AFailureHasItsFileLineAndMessage) {
  const Verdict fails = verdict("fails");
  EXPECT_THAT(fails, Is(Outcome::kFailed, AllOf(StartsWith("CHECK( 1 + 1 == 3 ) is NOT correct!"), HasSubstr("2 == 3"),
                                                HasSubstr("about to compare"))));
  EXPECT_THAT(fails.file, EndsWith("doctest_sample_main.cc"));
  EXPECT_EQ(fails.line, line_of("fails"));
  EXPECT_THAT(verdict("warns, then fails").message, StartsWith("CHECK( 3 == 4 )"));
  EXPECT_THAT(verdict("throws"), Is(Outcome::kFailed, HasSubstr("boom")));
  EXPECT_THAT(verdict("fails explicitly"), Is(Outcome::kFailed, "said so"));
  EXPECT_THAT(verdict("fails silently"), Is(Outcome::kFailed, StartsWith("failed without saying why")));
}

TEST_F(DoctestAdapter, AFailureNamesItsSubcases) {
  EXPECT_THAT(verdict("fails in a subcase").message, EndsWith("in subcase outer / inner two"));
  EXPECT_THAT(verdict("  Scenario: a scenario").message, HasSubstr("Given: a thing / When: used / Then: it breaks"));
}

TEST_F(DoctestAdapter, WhatADecoratorDecidedIsSaid) {
  EXPECT_EQ(verdict("should fail but passes").message, "Should have failed but didn't! Marking it as failed!");
  EXPECT_THAT(verdict("fails once, not twice").message,
              AllOf(StartsWith("Didn't fail exactly 2 times so marking it as failed!"), HasSubstr("CHECK( 1 == 2 )")));
  EXPECT_THAT(verdict("too slow").message, StartsWith("Test case exceeded time limit of 0.001"));
}

TEST_F(DoctestAdapter, ACrashFailsWithItsSignalAndWhatCameBefore) {
  const Verdict crash = verdict("crashes");
  EXPECT_THAT(crash, Is(Outcome::kFailed, AllOf(StartsWith("was ended by SIGSEGV"), HasSubstr("test case CRASHED"))));
  EXPECT_THAT(crash.file, EndsWith("doctest_sample_main.cc"));
  EXPECT_THAT(shown("crashes"), HasSubstr("before the crash"));
  EXPECT_THAT(verdict("fails, then aborts"), Is(Outcome::kFailed, StartsWith("was ended by SIGABRT")));
}

TEST_F(DoctestAdapter, AnExitWithoutAResultFails) {
  EXPECT_THAT(verdict("exits"), Is(Outcome::kFailed, StartsWith("exited with code 0 before it reported a result")));
  EXPECT_THAT(verdict("exits with three"), Is(Outcome::kFailed, StartsWith("exited with code 3 before")));
  EXPECT_THAT(verdict("passes", "exits first"), Is(Outcome::kFailed, HasSubstr("no line of doctest's")));
}

TEST_F(DoctestAdapter, OutputThatLiesChangesNothing) {
  EXPECT_THAT(verdict("lies that it passed"), Is(Outcome::kFailed, "in truth"));
  EXPECT_THAT(verdict("lies and exits"), Is(Outcome::kFailed, HasSubstr("exited with code 1")));
}

TEST_F(DoctestAdapter, AMainThatHidesTheResultDoesNotHideIt) {
  EXPECT_THAT(verdict("fails", "main hides it"), Is(Outcome::kFailed, StartsWith("CHECK(")));
  EXPECT_THAT(verdict("passes", "exits with five"), Is(Outcome::kFailed, HasSubstr("code 5 although the case passed")));
}

TEST_F(DoctestAdapter, AMainsOwnSettingsDoNotChangeWhichCaseRuns) {
  const std::size_t all = cases().size();
  EXPECT_THAT(verdict("fails", "is quiet"), Is(Outcome::kFailed, StartsWith("CHECK( 1 + 1 == 3 )")));
  cases_.clear();
  EXPECT_EQ(cases("is quiet").size(), all);
}

TEST_F(DoctestAdapter, TheOwnOutputHasNoBannersAndNotTheFirstFailure) {
  EXPECT_EQ(shown("speaks"),
            "Benchmarks first.\n  1 000 rounds\nReady.\none\n\nother.cc:1: ERROR: nothing\n"
            "Allowed to fail so marking it as not failed");
  EXPECT_THAT(shown("fails"), AllOf(HasSubstr("CHECK( false )"), Not(HasSubstr("about to compare\n\n")),
                                    Not(HasSubstr("[doctest]")), Not(HasSubstr("TEST CASE")), Not(HasSubstr("====="))));
  EXPECT_THAT(shown("prints bytes"), HasSubstr("no end of line"));
}

TEST_F(DoctestAdapter, ACaseThatIsNotThereHasNoVerdict) {
  ListedCase gone{.name = "gone", .selection = {"--dt-first=4000", "--dt-last=4000"}};
  EXPECT_EQ(adapter_->judge(gone, run(adapter_->run_invocation(gone))).outcome, Outcome::kInfrastructureError);
}

TEST_F(DoctestAdapter, AListThatWasCutIsNotTakenAndARefusalIsSaid) {
  const JobResult cut{.termination = Exited{0}, .standard_output = {.head = "x", .tail = "y", .dropped = 9}};
  EXPECT_EQ(adapter_->parse_listing(cut).error().code(), ErrorCode::kExhausted);
  const JobResult refused{.termination = Exited{2}, .standard_error = {.head = "usage: sample FILE\n"}};
  const auto cases = adapter_->parse_listing(refused);
  ASSERT_FALSE(cases.has_value());
  EXPECT_EQ(cases.error().message(), "exited with code 2: usage: sample FILE instead of listing its cases");
  EXPECT_TRUE(adapter_->parse_listing(JobResult{.termination = Exited{0}})->empty());
}

TEST(DoctestListing, AListThatDoesNotTellTheSkippedIsNotTaken) {
  const auto cases = parse_doctest_listing(
      R"(<doctest binary="a" version="2.3.7"><TestCase name="x" testsuite="" filename="a.cc" line="1"/></doctest>)");
  ASSERT_FALSE(cases.has_value());
  EXPECT_THAT(cases.error().message(), StartsWith("doctest 2.3.7 does not tell"));
}

TEST(DoctestListing, OfEqualNamesEachHasItsPlaceAndAtLastANumber) {
  const auto listed = doctest_listed({{"twice", "", "/a/x.cc", 1, false},
                                      {"once", "", "/a/x.cc", 2, false},
                                      {"twice", "s", "/a/x.cc", 3, false},
                                      {"twice", "", "/b/x.cc", 3, true},
                                      {"", "", "y.cc", 1, false},
                                      {"", "", "y.cc", 2, false}});
  std::vector<std::string> names;
  names.reserve(listed.size());
  for (const auto& one : listed) names.push_back(one.name);
  EXPECT_THAT(names,
              ElementsAre("twice (x.cc:1)", "once", "twice (x.cc:3)", "twice (x.cc:3) #2", "(y.cc:1)", "(y.cc:2)"));
}

}  // namespace
}  // namespace maelstrom::frameworks
