#include "cli/age.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Age, IsANumberWithItsUnit) {
  EXPECT_EQ(parse_age("0s"), seconds(0));
  EXPECT_EQ(parse_age("90s"), seconds(90));
  EXPECT_EQ(parse_age("45m"), seconds(2700));
  EXPECT_EQ(parse_age("12h"), hours(12));
  EXPECT_EQ(parse_age("30d"), hours(720));
  EXPECT_EQ(parse_age("2w"), hours(336));
}

TEST(Age, AnythingElseIsNone) {
  for (const char* text : {"", "d", "7", "7y", "-1d", "1.5d", "7 d", "7d ", "99999999999999999999d", "999999w"}) {
    EXPECT_FALSE(parse_age(text)) << text;
  }
}

}  // namespace
}  // namespace maelstrom::cli
