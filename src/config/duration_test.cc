#include "config/duration.h"

#include <gmock/gmock.h>

namespace maelstrom::config {
namespace {

using std::chrono::milliseconds;

TEST(Duration, IsAWholeNumberWithItsUnit) {
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("30 s"), milliseconds(30'000));
  EXPECT_EQ(parse_duration("2min"), milliseconds(120'000));
  EXPECT_EQ(parse_duration("0s"), milliseconds(0));
  for (const char* text : {"", "5", "s", "-1s", "1.5s", "1h", "1 s 2 ms", "99999999999999999999s", "1000000000min"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, IsWrittenAsItIsRead) {
  for (const char* text : {"500ms", "1500ms", "30s", "2min", "61s"}) {
    EXPECT_EQ(duration_text(*parse_duration(text)), text);
  }
  EXPECT_EQ(duration_text(std::chrono::seconds(120)), "2min");
}

}  // namespace
}  // namespace maelstrom::config
