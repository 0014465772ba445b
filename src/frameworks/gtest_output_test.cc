#include "frameworks/gtest_output.h"

#include <gmock/gmock.h>

#include "frameworks/gtest_judge.h"
#include "frameworks/gtest_listing.h"

namespace maelstrom::frameworks {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

JobResult printed(std::string text, Termination termination = Exited{0}) {
  return {.termination = termination, .standard_output = {.head = std::move(text)}};
}

std::vector<std::string> names(std::string_view listing) {
  std::vector<std::string> found;
  for (const auto& one : parse_gtest_listing(listing)) found.push_back(one.name);
  return found;
}

TEST(GtestListing, TextAroundAndBetweenLosesNoCase) {
  EXPECT_THAT(
      names("Running main() from gtest_main.cc\n  --help\nstarting S.\n  A\nlog line\n  B/0  # GetParam() = 1.\n"
            "T/0.  # TypeParam = std::vector<x>.\r\n  C\r\n~World\n"),
      ElementsAre("S.A", "S.B/0", "T/0.C"));
}

TEST(GtestListing, ANameThatStandsTwiceIsOneCase) { EXPECT_THAT(names("S.\n  A\n  A\n"), ElementsAre("S.A")); }

// googletest 1.8.1, which says "test case" and prints no reason of a skip.
TEST(GtestJudge, ReadsTheOutputOfOldVersions) {
  const std::string head = "[==========] Running 1 test from 1 test case.\n[ RUN      ] S.A\n";
  const std::string tail = "[==========] 1 test from 1 test case ran. (0 ms total)\n";
  EXPECT_EQ(judge_gtest("S.A", printed(head + "[       OK ] S.A (0 ms)\n" + tail + "[  PASSED  ] 1 test.\n")).outcome,
            Outcome::kPassed);
  const Verdict failed = judge_gtest(
      "S.A",
      printed(head + "a.cc:3: Failure\n      Expected: 1\nTo be equal to: 2\n[  FAILED  ] S.A (0 ms)\n" + tail +
                  "[  PASSED  ] 0 tests.\n[  FAILED  ] 1 test, listed below:\n[  FAILED  ] S.A\n\n 1 FAILED TEST\n",
              Exited{1}));
  EXPECT_EQ(failed.message, "      Expected: 1\nTo be equal to: 2");
  EXPECT_EQ(failed.line, 3);
}

TEST(GtestJudge, ReadsLocationsAsMsvcPrintsThem) {
  const Verdict verdict = judge_gtest(
      "S.A", printed("[ RUN      ] S.A\nsrc\\a b.cc(12): error: Value of: x\n  Actual: 1\n[  FAILED  ] S.A (0 ms)\n",
                     Exited{1}));
  EXPECT_EQ(verdict.file, "src\\a b.cc");
  EXPECT_EQ(verdict.line, 12);
  EXPECT_EQ(verdict.message, "Value of: x\n  Actual: 1");
}

TEST(GtestJudge, ColoursThatAMainForcesChangeNothing) {
  EXPECT_EQ(judge_gtest("S.A", printed("\x1b[0;32m[ RUN      ] \x1b[mS.A\n\x1b[0;32m[       OK ] \x1b[mS.A (0 ms)\n"))
                .outcome,
            Outcome::kPassed);
}

TEST(GtestJudge, BriefOutputOfAPassedCasePasses) {
  EXPECT_EQ(
      judge_gtest("S.A", printed("[==========] 1 test from 1 test suite ran. (0 ms total)\n[  PASSED  ] 1 test.\n"))
          .outcome,
      Outcome::kPassed);
}

TEST(GtestJudge, AResultOfALongerNameIsNotOfThisCase) {
  EXPECT_EQ(judge_gtest("S.A", printed("[ RUN      ] S.A\n[       OK ] S.AB (0 ms)\n")).outcome, Outcome::kFailed);
}

TEST(GtestJudge, ATimeOutKeepsTheFailureBeforeIt) {
  JobResult result = printed("[ RUN      ] S.A\na.cc:3: Failure\nFailed\nlate\n", TimedOut{});
  result.duration = std::chrono::seconds(2);
  const Verdict verdict = judge_gtest("S.A", result);
  EXPECT_EQ(verdict.outcome, Outcome::kTimedOut);
  EXPECT_EQ(verdict.message, "did not end within 2.0 s after a failure:\nlate");
  EXPECT_EQ(verdict.line, 3);
}

TEST(GtestJudge, AResultBehindDroppedOutputIsFound) {
  JobResult result = printed("[ RUN      ] S.A\nxxxx");
  result.standard_output.dropped = 1 << 20;
  result.standard_output.tail = "xxxx\n[       OK ] S.A (9 ms)\n";
  EXPECT_EQ(judge_gtest("S.A", result).outcome, Outcome::kPassed);
}

TEST(GtestJudge, AKillOfTheKernelIsNamed) {
  JobResult result = printed("[ RUN      ] S.A\n", Signaled{9});
  result.out_of_memory = true;
  EXPECT_THAT(judge_gtest("S.A", result).message, StartsWith("was killed by the kernel because memory ran out"));
}

TEST(GtestOutput, WithoutColoursLeavesOtherSequences) {
  EXPECT_EQ(without_colours("a\x1b[1;31mb\x1b[mc\x1b[2Kd\x1b["), "abc\x1b[2Kd\x1b[");
}

}  // namespace
}  // namespace maelstrom::frameworks
