#include "session/execution_priority.h"

#include <gtest/gtest.h>

#include <vector>

namespace maelstrom::session {
namespace {

using namespace std::chrono_literals;

TEST(ExecutionPriority, IsTheOrderOfTheQueue) {
  const std::vector<Priority> in_order = {
      {.band = Band::kProven, .expected = 1ms, .rank = 1},
      {.band = Band::kListing},
      {.band = Band::kDoubtful, .expected = 10s},
      {.band = Band::kDoubtful, .expected = 100ms},
      {.band = Band::kProven, .expected = 20min},
      {.band = Band::kProven, .expected = 1s},
      {.band = Band::kProven, .expected = 2ms},
      {.band = Band::kListing, .rank = -1},
  };
  for (std::size_t i = 1; i < in_order.size(); ++i) {
    EXPECT_LT(execution_priority(in_order[i - 1]), execution_priority(in_order[i])) << i;
  }
}

TEST(ExecutionPriority, StaysSmall) {
  for (const int rank : {-128, 127}) {
    for (const auto expected : std::initializer_list<std::chrono::nanoseconds>{0ns, 1000h}) {
      EXPECT_LT(std::abs(execution_priority({.band = Band::kProven, .expected = expected, .rank = rank})), 130);
    }
  }
  EXPECT_EQ(execution_priority({.expected = 100h}), execution_priority({.expected = 1000h}));
}

}  // namespace
}  // namespace maelstrom::session
