#include "report/timestamp.h"

#include <gmock/gmock.h>

namespace maelstrom::report {
namespace {

using namespace std::chrono_literals;

TEST(Timestamp, IsUtcWithMilliseconds) {
  const std::chrono::system_clock::time_point time = std::chrono::sys_days(2026y / 3 / 1) + 9h + 5min + 7s;
  EXPECT_EQ(rfc3339(time), "2026-03-01T09:05:07.000Z");
  EXPECT_EQ(rfc3339(time + 250999us), "2026-03-01T09:05:07.250Z");
}

TEST(Timestamp, IsCutToTheSecondForJunit) {
  const std::chrono::system_clock::time_point time = std::chrono::sys_days(2026y / 12 / 31) + 23h + 59min + 59999ms;
  EXPECT_EQ(junit_timestamp(time), "2026-12-31T23:59:59");
}

TEST(Timestamp, BeforeTheEpochTheFractionStillCountsForward) {
  EXPECT_EQ(rfc3339(std::chrono::system_clock::time_point(-1ms)), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace maelstrom::report
