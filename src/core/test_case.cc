#include "core/test_case.h"

#include <array>

namespace maelstrom {

std::string_view outcome_name(Outcome outcome) {
  constexpr std::array<std::string_view, kOutcomes> kNames = {
      "passed", "failed", "timed_out", "skipped", "ignored", "flaky", "leaked", "infrastructure_error", "not_run"};
  return kNames[static_cast<std::size_t>(outcome)];
}

}  // namespace maelstrom
