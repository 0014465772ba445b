#include "report/text_reporter.h"

#include <gmock/gmock.h>

namespace maelstrom::report {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

CaseResult result(Outcome outcome, std::string message = {}) {
  return {.framework = "gtest",
          .id = {"parser_test", "Lexer.Numbers"},
          .verdict = {.outcome = outcome, .message = std::move(message)},
          .job = JobResult{.termination = Exited{1}, .duration = milliseconds(4)}};
}

class TextReporterTest : public ::testing::Test {
 protected:
  TextReporter reporter(TextDetail detail) {
    return {{.results = [this](std::string_view text) { results_ += text; },
             .about_the_run = [this](std::string_view text) { about_ += text; }},
            [](const CaseResult&) { return std::string("printed before\n"); },
            detail,
            {}};
  }
  std::string results_;
  std::string about_;
};

TEST_F(TextReporterTest, AFailureSaysWhereWhyAndHowToRunItAlone) {
  TextReporter text = reporter(TextDetail::kProblems);
  CaseResult failed = result(Outcome::kFailed, "Expected equality of these values:\n  1\n  2");
  failed.verdict.file = "tests/lexer_test.cc";
  failed.verdict.line = 88;
  failed.job->standard_error.head = "on stderr\n";
  text.on(failed);
  EXPECT_EQ(results_,
            "  FAIL   parser_test::Lexer.Numbers                                 0.004 s\n"
            "         tests/lexer_test.cc:88\n"
            "         Expected equality of these values:\n"
            "           1\n"
            "           2\n"
            "         --- its output\n"
            "         printed before\n"
            "         --- its errors\n"
            "         on stderr\n"
            "         alone: maelstrom test -i parser_test::Lexer.Numbers\n\n");
}

TEST_F(TextReporterTest, WhatWasCutAndIsKeptSaysWhereAllOfItIs) {
  CaseResult failed = result(Outcome::kFailed);
  EXPECT_THAT(describe_case(failed, "", {}), Not(HasSubstr("whole:")));
  failed.job->standard_error.more_is_kept = true;
  EXPECT_THAT(describe_case(failed, "", {}),
              HasSubstr("         whole: maelstrom output parser_test::Lexer.Numbers\n         alone: "));
}

TEST_F(TextReporterTest, AnOutcomeHasItsColour) {
  const auto label = [](Outcome outcome) {
    const std::string text = describe_case(result(outcome), "", {.colours = true});
    return text.substr(0, text.find("parser_test"));
  };
  EXPECT_EQ(label(Outcome::kPassed), "  \x1b[32mOK\x1b[0m     ");
  EXPECT_EQ(label(Outcome::kFailed), "  \x1b[31mFAIL\x1b[0m   ");
  EXPECT_EQ(label(Outcome::kInfrastructureError), "  \x1b[31mERROR\x1b[0m  ");
  EXPECT_EQ(label(Outcome::kFlaky), "  \x1b[33mFLAKY\x1b[0m  ");
  EXPECT_EQ(label(Outcome::kSkipped), "  \x1b[33mSKIP\x1b[0m   ");
}

TEST_F(TextReporterTest, WhereItFailedIsALinkIfThereIsATarget) {
  CaseResult failed = result(Outcome::kFailed);
  failed.verdict.file = "a.cc";
  failed.verdict.line = 8;
  const Palette linked{.link_to = [](std::string_view file, int line) {
    return "file:///src/" + std::string(file) + "#" + std::to_string(line);
  }};
  EXPECT_THAT(describe_case(failed, "", linked),
              HasSubstr("         \x1b]8;;file:///src/a.cc#8\x1b\\a.cc:8\x1b]8;;\x1b\\\n"));
  EXPECT_THAT(describe_case(failed, "", {}), HasSubstr("         a.cc:8\n"));
}

TEST_F(TextReporterTest, TheTimeStandsInANarrowWindowAsLongAsTheNameLeavesRoom) {
  const auto first_line = [](int columns) {
    const std::string text = describe_case(result(Outcome::kFailed), "", {.columns = [columns] { return columns; }});
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(first_line(50), "  FAIL   parser_test::Lexer.Numbers        0.004 s");
  EXPECT_EQ(first_line(200), "  FAIL   parser_test::Lexer.Numbers                                 0.004 s");
  EXPECT_EQ(first_line(20), "  FAIL   parser_test::Lexer.Numbers  0.004 s");
}

TEST_F(TextReporterTest, ACaseThatIsSlowIsSaidWhileItRuns) {
  const CaseSlow slow{{"parser_test", "Lexer.Numbers"}, 1, milliseconds(30'000)};
  reporter(TextDetail::kProblems).on(slow);
  EXPECT_EQ(about_, "  SLOW   parser_test::Lexer.Numbers                                 > 30 s\n");
  EXPECT_THAT(results_, IsEmpty());
  about_.clear();
  reporter(TextDetail::kSummary).on(slow);
  EXPECT_THAT(about_, IsEmpty());
}

TEST_F(TextReporterTest, WhatPassedIsShownOnlyIfEverythingIs) {
  reporter(TextDetail::kProblems).on(result(Outcome::kPassed));
  EXPECT_THAT(results_, IsEmpty());
  reporter(TextDetail::kEveryCase).on(result(Outcome::kPassed));
  EXPECT_THAT(results_, StartsWith("  OK     parser_test::Lexer.Numbers "));
}

TEST_F(TextReporterTest, ASkipHasItsReason) {
  reporter(TextDetail::kEveryCase).on(result(Outcome::kSkipped, "no network"));
  EXPECT_THAT(results_, HasSubstr("\n         no network\n"));
}

TEST_F(TextReporterTest, TheLastLineAloneIsEnough) {
  TextReporter text = reporter(TextDetail::kSummary);
  text.on(result(Outcome::kFailed));
  RunFinished finished{.duration = milliseconds(2400)};
  finished.counts[static_cast<std::size_t>(Outcome::kPassed)] = 1738;
  finished.counts[static_cast<std::size_t>(Outcome::kFailed)] = 1;
  finished.counts[static_cast<std::size_t>(Outcome::kSkipped)] = 1;
  text.on(finished);
  EXPECT_EQ(results_,
            "  1 failed   parser_test::Lexer.Numbers\n"
            "  1 740 cases in 2.4 s: 1 738 passed, 1 failed, 1 skipped\n");
}

TEST_F(TextReporterTest, WhatAnEarlierRunAnsweredIsCalledCached) {
  TextReporter text = reporter(TextDetail::kEveryCase);
  CaseResult passed = result(Outcome::kPassed);
  passed.job->cached = EarlierRun{};
  text.on(passed);
  EXPECT_EQ(results_, "  OK     parser_test::Lexer.Numbers                                 cached\n");
  results_.clear();
  RunFinished finished{.cached = 1690, .duration = milliseconds(2400)};
  finished.counts[static_cast<std::size_t>(Outcome::kPassed)] = 1738;
  text.on(finished);
  EXPECT_EQ(results_, "  1 738 cases in 2.4 s: 1 738 passed (1 690 cached)\n");
}

TEST_F(TextReporterTest, TheEndTellsWhatAnAuditFound) {
  TextReporter text = reporter(TextDetail::kProblems);
  RunFinished finished{.audited = 1200, .duration = milliseconds(2400)};
  text.on(finished);
  EXPECT_THAT(results_, HasSubstr("  audit: 1 200 run again, none ended otherwise\n"));
  finished.audits_that_differ = 2;
  text.on(finished);
  EXPECT_THAT(results_, HasSubstr("  audit: 1 200 run again, 2 ended otherwise\n"));
}

TEST_F(TextReporterTest, AnInterruptedRunNamesWhatHadNotRun) {
  TextReporter text = reporter(TextDetail::kProblems);
  text.on(CaseResult{.id = {"net_test", "Tls.Resume"}, .verdict = {.outcome = Outcome::kNotRun}});
  RunFinished finished{.duration = milliseconds(2400), .interrupted_by = "SIGINT"};
  finished.counts[static_cast<std::size_t>(Outcome::kNotRun)] = 1;
  text.on(finished);
  EXPECT_EQ(results_,
            "  1 not run   net_test::Tls.Resume\n"
            "  interrupted by SIGINT\n"
            "  1 case in 2.4 s: 1 not run\n");
}

TEST_F(TextReporterTest, NothingToDoIsSaid) {
  reporter(TextDetail::kProblems).on(RunFinished{});
  EXPECT_EQ(results_, "  0 cases: nothing to do\n");
}

TEST_F(TextReporterTest, WarningsAreAboutTheRun) {
  reporter(TextDetail::kSummary).on(Notice{Notice::Kind::kWarning, "a glob matches nothing"});
  EXPECT_THAT(results_, IsEmpty());
  EXPECT_EQ(about_, "warning: a glob matches nothing\n");
}

TEST_F(TextReporterTest, ControlCharactersOfATestDoNotReachTheTerminal) {
  reporter(TextDetail::kProblems).on(result(Outcome::kFailed, "\x1b[2Jwiped"));
  EXPECT_THAT(results_, Not(HasSubstr("\x1b")));
  EXPECT_THAT(results_, HasSubstr("wiped"));
}

}  // namespace
}  // namespace maelstrom::report
