// The adapter against a real GoogleTest program: gtest_sample_main.cc.
#include "frameworks/gtest.h"

#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "frameworks/display.h"
#include "frameworks/gtest_listing.h"
#include "frameworks/sample_testing.h"

namespace maelstrom::frameworks {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// What was written through another descriptor of `file`.
JobResult run_sample(const Invocation& invocation, const std::string& mode = {}) {
  return run_sample(GTEST_SAMPLE, invocation, mode);
}

class Gtest : public ::testing::Test {
 protected:
  Verdict verdict(const std::string& name, const std::string& mode = {}) {
    return adapter_->judge({.name = name}, run_sample(adapter_->run_invocation({.name = name}), mode));
  }
  std::string shown(const std::string& name) {
    CaseResult result{.framework = "gtest", .id = {"sample", name}};
    result.job = run_sample(adapter_->run_invocation({.name = name}));
    return own_output(result);
  }
  std::unique_ptr<Framework> adapter_ = gtest_framework();
};

auto Is(Outcome outcome, const auto& message) {
  return AllOf(Field("outcome", &Verdict::outcome, outcome), Field("message", &Verdict::message, message));
}

TEST_F(Gtest, RecognisesStaticAndSharedPrograms) {
  const auto markers = adapter_->markers();
  for (const auto& marker : markers) EXPECT_TRUE(adapter_->recognises({.markers = {marker}}));
  EXPECT_TRUE(adapter_->recognises({.needed = {"libc.so.6", "libgtest.so.1.12.1"}}));
  EXPECT_FALSE(adapter_->recognises({.needed = {"libc.so.6"}, .markers = {"another framework's"}}));
}

TEST_F(Gtest, ItsMarkersStandInARealProgram) {
  std::ifstream file(GTEST_SAMPLE, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  for (const auto& marker : adapter_->markers()) EXPECT_NE(bytes.str().find(marker), std::string::npos) << marker;
}

TEST_F(Gtest, AProgramThatIsToListDoesNotRunCases) {
  EXPECT_FALSE(adapter_->runs_cases({"--gtest_color=no", "--gtest_list_tests"}));
  EXPECT_FALSE(adapter_->runs_cases({"--help"}));
  EXPECT_TRUE(adapter_->runs_cases({"--gtest_filter=Help.*"}));
  EXPECT_TRUE(adapter_->runs_cases({}));
}

TEST_F(Gtest, EveryListedCaseCanBeRunAlone) {
  const auto cases = adapter_->parse_listing(run_sample(adapter_->list_invocation()));
  ASSERT_TRUE(cases.has_value()) << cases.error().message();
  EXPECT_EQ(cases->size(), 27U);
  for (const auto& one : *cases) {
    if (!one.ignored.empty()) continue;
    EXPECT_NE(verdict(one.name).outcome, Outcome::kInfrastructureError) << one.name;
  }
}

TEST(GtestListing, WhatMainSaysAfterTheListIsNoCase) {
  const auto cases = parse_gtest_listing("A.\n  One\nB.\n  Two\nValue of: x\n  Actual: false\nExpected: true\n");
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[1].name, "B.Two");
}

TEST_F(Gtest, OddNamesAreListedWhole) {
  const auto cases = adapter_->parse_listing(run_sample(adapter_->list_invocation()));
  ASSERT_TRUE(cases.has_value());
  std::vector<std::string> names;
  for (const auto& one : *cases) names.push_back(one.name);
  for (const char* name : {"Typed/1.IsSmall", "Named/plain int.Case", "Named/std::pair<int, x*>-y.Case",
                           "Some/Param.IsA/1", "Data.some file-1.json"}) {
    EXPECT_THAT(names, Contains(name));
    EXPECT_THAT(verdict(name).outcome, Not(Outcome::kInfrastructureError)) << name;
  }
}

TEST_F(Gtest, TheDisabledAreMarked) {
  const auto cases = adapter_->parse_listing(run_sample(adapter_->list_invocation()));
  ASSERT_TRUE(cases.has_value());
  std::vector<std::string> disabled;
  for (const auto& one : *cases) {
    if (!one.ignored.empty()) disabled.push_back(one.name);
  }
  EXPECT_THAT(disabled, ::testing::ElementsAre("Plain.DISABLED_Off", "DISABLED_Suite.One"));
}

TEST_F(Gtest, AProgramThatExitsBeforeItListsListsNothing) {
  const auto cases = adapter_->parse_listing(run_sample(adapter_->list_invocation(), "exits first"));
  ASSERT_TRUE(cases.has_value());
  EXPECT_TRUE(cases->empty());
}

TEST_F(Gtest, AProgramThatRefusesToListIsSaidToRefuse) {
  const JobResult refused{.termination = Exited{2}, .standard_error = {.head = "usage: sample FILE\n"}};
  const auto cases = adapter_->parse_listing(refused);
  ASSERT_FALSE(cases.has_value());
  EXPECT_EQ(cases.error().message(), "exited with code 2: usage: sample FILE instead of listing its cases");
}

TEST_F(Gtest, AListThatWasCutIsNotTaken) {
  const JobResult cut{.termination = Exited{0},
                      .standard_output = {.head = "S.\n  A\n", .tail = "  Z\n", .dropped = 9}};
  const auto cases = adapter_->parse_listing(cut);
  ASSERT_FALSE(cases.has_value());
  EXPECT_EQ(cases.error().code(), ErrorCode::kExhausted);
}

TEST_F(Gtest, Passes) {
  for (const char* name : {"Plain.Passes", "Plain.Dies", "Plain.PassesInsideALine", "Plain.PrintsAFailureOfAnother",
                           "Some/Param.IsA/0", "Typed/0.IsSmall"}) {
    EXPECT_EQ(verdict(name).outcome, Outcome::kPassed) << name << ": " << verdict(name).message;
  }
}

TEST_F(Gtest, AFailureHasItsFileLineAndMessage) {
  const Verdict fails = verdict("Plain.Fails");
  EXPECT_THAT(fails, Is(Outcome::kFailed, AllOf(StartsWith("Expected equality"), EndsWith("  3\narithmetic"))));
  EXPECT_THAT(fails.file, EndsWith("gtest_sample_main.cc"));
  EXPECT_EQ(fails.line, 16);
}

TEST_F(Gtest, AThrownExceptionFails) {
  EXPECT_THAT(verdict("Plain.Throws"), Is(Outcome::kFailed, HasSubstr("\"boom\" thrown in the test body")));
  EXPECT_EQ(verdict("Plain.Throws").file, "");
}

TEST_F(Gtest, ParametersInTheResultLineDoNotHideIt) {
  EXPECT_THAT(verdict("Some/Param.IsA/2"), Is(Outcome::kFailed, StartsWith("Expected equality")));
  EXPECT_THAT(verdict("Typed/1.IsSmall"), Is(Outcome::kFailed, StartsWith("Expected equality")));
}

TEST_F(Gtest, ASkipHasItsReason) {
  EXPECT_THAT(verdict("Plain.Skips"), Is(Outcome::kSkipped, "needs a camera"));
  EXPECT_THAT(verdict("Plain.SkipsWithoutReason"), Is(Outcome::kSkipped, ""));
  EXPECT_THAT(verdict("Plain.Passes", "world skips"), Is(Outcome::kSkipped, HasSubstr("no world")));
}

TEST_F(Gtest, ACrashFailsWithItsSignalAndWhatCameBefore) {
  EXPECT_THAT(verdict("Plain.FailsThenCrashes"),
              Is(Outcome::kFailed, AllOf(StartsWith("was ended by SIGSEGV after a failure:"), EndsWith("the cause"))));
  const Verdict aborts = verdict("Plain.Aborts");
  EXPECT_THAT(aborts,
              Is(Outcome::kFailed, AllOf(StartsWith("was ended by SIGABRT: "), HasSubstr("Assertion `x' failed"))));
  EXPECT_EQ(aborts.file, "a.cc");
  EXPECT_EQ(aborts.line, 12);
}

TEST_F(Gtest, AnExitWithoutAResultFails) {
  EXPECT_THAT(verdict("Plain.Exits"), Is(Outcome::kFailed, "exited with code 0 before it reported a result"));
  EXPECT_THAT(verdict("Plain.ExitsWithThree"), Is(Outcome::kFailed, "exited with code 3 before it reported a result"));
  EXPECT_THAT(verdict("Plain.Passes", "exits first"), Is(Outcome::kFailed, HasSubstr("no line of GoogleTest's")));
}

TEST_F(Gtest, OutputThatLiesChangesNothing) {
  EXPECT_THAT(verdict("Plain.LiesThatItPassed"), Is(Outcome::kFailed, "in truth"));
  EXPECT_THAT(verdict("Plain.LiesAndExits"), Is(Outcome::kFailed, HasSubstr("exited with code 1")));
}

TEST_F(Gtest, AFailureOutsideTheCaseFailsIt) {
  EXPECT_THAT(verdict("BadSetUp.Case"), Is(Outcome::kFailed, "no database"));
  EXPECT_THAT(verdict("BadTearDown.Case"), Is(Outcome::kFailed, "left a file"));
  EXPECT_THAT(verdict("Plain.Passes", "world fails"), Is(Outcome::kFailed, "broken world"));
  EXPECT_THAT(verdict("Plain.Passes", "tear-down fails"), Is(Outcome::kFailed, "left over"));
}

TEST_F(Gtest, AMainThatHidesTheResultDoesNotHideIt) {
  EXPECT_THAT(verdict("Plain.Fails", "main hides it"), Is(Outcome::kFailed, StartsWith("Expected equality")));
  EXPECT_THAT(verdict("Plain.Passes", "tear-down fails, main hides it"), Is(Outcome::kFailed, "left over"));
  EXPECT_THAT(verdict("Plain.Passes", "exits with five"),
              Is(Outcome::kFailed, HasSubstr("code 5 although the case passed")));
}

TEST_F(Gtest, ACaseThatIsNotThereHasNoVerdict) {
  EXPECT_EQ(verdict("Plain.Gone").outcome, Outcome::kInfrastructureError);
  EXPECT_EQ(verdict("Plain.DISABLED_Off").outcome, Outcome::kInfrastructureError);
}

TEST_F(Gtest, TheOwnOutputHasNoBannersAndNotTheFirstFailure) {
  EXPECT_EQ(shown("Plain.FailsInsideALine"), "Benchmarks first.\n  1 000 rounds\nReady.\nbefore\nafter");
  EXPECT_THAT(shown("Plain.Fails"), AllOf(HasSubstr("second"), Not(HasSubstr("arithmetic")), Not(HasSubstr("["))));
}

TEST(GtestFilter, CharactersWithAMeaningBecomeAnyCharacter) {
  EXPECT_EQ(gtest_filter("Named/std::pair<int, x*>-y.Case"), "Named/std??pair<int, x?>?y.Case");
}

}  // namespace
}  // namespace maelstrom::frameworks
