#include "report/timestamp.h"

#include <fmt/chrono.h>

namespace maelstrom::report {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string junit_timestamp(std::chrono::system_clock::time_point time) {
  const auto second = std::chrono::floor<seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(second)));
}

std::string rfc3339(std::chrono::system_clock::time_point time) {
  const auto fraction = std::chrono::floor<milliseconds>(time - std::chrono::floor<seconds>(time));
  return fmt::format("{}.{:03}Z", junit_timestamp(time), fraction.count());
}

}  // namespace maelstrom::report
