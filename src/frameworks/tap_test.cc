#include "frameworks/tap.h"

#include <gmock/gmock.h>

namespace maelstrom::frameworks {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Tap, CountsTestsByWhatTheirLinesSay) {
  const TapReport report = read_tap(
      "1..7\nok 1 - a\nnot ok 2 - b\nok 3 # skip no disk\nnot ok 4 # TODO later\nok 5 # todo\nok\nnot ok 7 # SKIP\r\n");
  EXPECT_EQ(report.passed, 3u);
  EXPECT_EQ(report.skipped, 1u);
  EXPECT_EQ(report.failed, 3u);
  EXPECT_EQ(report.first_failure, "not ok 2 - b");
  EXPECT_EQ(report.skip_reason, "no disk");
  EXPECT_THAT(report.mistake, IsEmpty());
}

TEST(Tap, PassesOverWhatIsNoLineOfIt) {
  const TapReport report =
      read_tap("hello\n# not ok 1\n\n    not ok 1 - of a subtest\n1..1\nok 1 - a not ok # TODOs\n");
  EXPECT_EQ(report.passed, 1u);
  EXPECT_EQ(report.failed, 0u);
  EXPECT_THAT(report.mistake, IsEmpty());
}

TEST(Tap, ABlockBehindATestIsNotRead) {
  EXPECT_EQ(read_tap("TAP version 13\n1..2\nok 1\n  ---\n  not\n  ...\nok 2\n").passed, 2u);
  EXPECT_THAT(read_tap("TAP version 13\n1..1\nok 1\n  ---\n  at: 3\n").mistake, HasSubstr("YAML"));
  EXPECT_THAT(read_tap("TAP version 13\n1..2\nok 1\n  ---\nok 2\n").mistake, HasSubstr("YAML"));
  EXPECT_THAT(read_tap("1..1\nok 1\n  ---\n").mistake, IsEmpty());
}

TEST(Tap, WhatBreaksItIsTold) {
  const std::pair<std::string_view, std::string_view> mistakes[] = {
      {"1..3\nok 1\n", "of 3 tests that were planned 1 came"},
      {"1..1\nok\nok\n", "of 1 tests that were planned 2 came"},
      {"1..2\nok 2\nok 1\n", "not in order"},
      {"ok 1\n1..1\nok 2\n", "behind tests"},
      {"1..1\n1..1\nok\n", "more than one plan"},
      {"1..1 # SKIP a\nok\n", "skips all"},
      {"1..1 # TODO a\nok\n", "TODO"},
      {"1..1\nok 1\nTAP version 13\n", "first line"},
      {"TAP version 12\n1..1\nok\n", "version 13"},
      {"1..99999999999999999999999\nok\n", "18446744073709551615"},
  };
  for (const auto& [output, mistake] : mistakes) EXPECT_THAT(read_tap(output).mistake, HasSubstr(mistake)) << output;
}

TEST(Tap, APlanOfNoneIsASkipAndABailOutIsItsEnd) {
  EXPECT_EQ(read_tap("1..0 # SKIP no such hardware\n").skip_reason, "no such hardware");
  const TapReport report = read_tap("1..9\nok 1\nBail out!  no disk \nBail out! again\n");
  EXPECT_EQ(report.bail_out, "no disk");
  EXPECT_THAT(report.mistake, IsEmpty());
}

}  // namespace
}  // namespace maelstrom::frameworks
