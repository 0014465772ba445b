#include "tui/progress_line.h"

#include <gmock/gmock.h>

#include "tui/columns.h"

namespace maelstrom::tui {
namespace {

using std::chrono::seconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string plain(const Progress& progress, std::size_t columns) {
  return progress_line(progress, columns, Colours::kNone);
}

constexpr Progress kUnderWay{.done = 1204, .total = 1742, .failed = 3, .errors = 0, .left = seconds(2)};

TEST(ProgressLine, LosesTheLeastInterestingPartsFirst) {
  EXPECT_EQ(plain(kUnderWay, 200),
            "  ███████████████████████████▋                1 204 of 1 742    3 failed    about 2 s");
  EXPECT_EQ(plain(kUnderWay, 80), "  ███████████████████▎            1 204 of 1 742    3 failed    about 2 s");
  EXPECT_EQ(plain(kUnderWay, 48), "  ██████▏    1 204 of 1 742  3 failed  about 2 s");
  EXPECT_EQ(plain(kUnderWay, 46), "  ███████████       1 204 of 1 742  3 failed");
  EXPECT_EQ(plain(kUnderWay, 36), "  █████▌    1 204 of 1 742  3 failed");
  EXPECT_EQ(plain(kUnderWay, 35), "  1 204 of 1 742  3 failed");
  EXPECT_EQ(plain(kUnderWay, 20), "  69 %  3 failed");
}

TEST(ProgressLine, TheBarIsFullOnlyAtTheEnd) {
  EXPECT_THAT(plain({.done = 0, .total = 3, .left = {}}, 80), Not(HasSubstr("█")));
  EXPECT_THAT(plain({.done = 999999, .total = 1000000, .left = {}}, 20), HasSubstr("99 %"));
  EXPECT_EQ(plain({.done = 9999, .total = 10000, .left = {}}, 40), "  █████████████▉  9 999 of 10 000");
  EXPECT_EQ(plain({.done = 3, .total = 3, .left = {}}, 40), "  ██████████████  3 of 3");
}

TEST(ProgressLine, SaysHowManyWereCachedWhereThereIsRoom) {
  Progress progress = kUnderWay;
  progress.cached = 800;
  EXPECT_EQ(plain(progress, 80), "  ██████████████▌          1 204 of 1 742    800 cached    3 failed    about 2 s");
  EXPECT_EQ(plain(progress, 48), plain(kUnderWay, 48));
}

TEST(ProgressLine, NamesCasesWithoutAVerdictApart) {
  EXPECT_THAT(plain({.done = 5, .total = 9, .failed = 0, .errors = 1, .left = {}}, 80), EndsWith("    1 error"));
  EXPECT_THAT(plain({.done = 5, .total = 9, .failed = 2, .errors = 2, .left = {}}, 80),
              EndsWith("    2 failed, 2 errors"));
}

TEST(ProgressLine, SaysLongTimesInLongUnits) {
  const auto left = [](std::int64_t count) {
    const std::string line = plain({.done = 1, .total = 2, .left = seconds(count)}, 80);
    return line.substr(line.find("about"));
  };
  EXPECT_EQ(left(1), "about 1 s");
  EXPECT_EQ(left(89), "about 89 s");
  EXPECT_EQ(left(90), "about 2 min");
  EXPECT_EQ(left(3600), "about 60 min");
  EXPECT_EQ(left(5400), "about 2 h");
}

TEST(ProgressLine, ColoursNothingButFailures) {
  EXPECT_THAT(progress_line(kUnderWay, 80, Colours::kOutcomes), HasSubstr("742    \x1b[31m3 failed\x1b[0m    about"));
  Progress good = kUnderWay;
  good.failed = 0;
  EXPECT_EQ(progress_line(good, 80, Colours::kOutcomes), plain(good, 80));
}

TEST(ProgressLine, IsNeverTooWide) {
  for (const std::size_t total : {1u, 17u, 1742u, 1234567u, 4000000000u}) {
    for (const std::size_t failed : {std::size_t{0}, total / 2, total}) {
      const Progress progress{
          .done = total, .total = total, .failed = failed, .errors = failed / 3, .left = seconds(total)};
      for (std::size_t columns = 20; columns <= 200; ++columns) {
        ASSERT_LE(width(plain(progress, columns)), columns) << total << " " << failed << " in " << columns;
      }
    }
  }
}

}  // namespace
}  // namespace maelstrom::tui
