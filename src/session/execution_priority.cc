#include "session/execution_priority.h"

#include <algorithm>
#include <bit>

namespace maelstrom::session {
namespace {

constexpr int kShortest = 10;  // a millisecond
constexpr int kLongest = 36;   // nineteen hours
constexpr int kStep = 2;
constexpr int kLevels = (kLongest - kShortest) / kStep + 1;
constexpr int kBands = 3;
constexpr int kMostRank = 2;

}  // namespace

int magnitude(std::chrono::nanoseconds expected) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(expected).count();
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0))));
}

std::int32_t execution_priority(const Priority& priority) {
  const int level = (kLongest - std::clamp(magnitude(priority.expected), kShortest, kLongest)) / kStep;
  const int rank = std::clamp(priority.rank, -kMostRank, kMostRank);
  return -rank * kBands * kLevels + static_cast<int>(priority.band) * kLevels + level;
}

}  // namespace maelstrom::session
