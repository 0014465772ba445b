#include "session/run_outcomes.h"

#include <string>
#include <utility>

namespace maelstrom::session {

bool is_failure(Outcome outcome) {
  return outcome == Outcome::kFailed || outcome == Outcome::kTimedOut || outcome == Outcome::kLeaked;
}

std::size_t failures_of(const OutcomeCounts& counts) {
  std::size_t failures = 0;
  for (const Outcome outcome : {Outcome::kFailed, Outcome::kTimedOut, Outcome::kLeaked}) {
    failures += counts[static_cast<std::size_t>(outcome)];
  }
  return failures;
}

Verdict flaky(const Verdict& first, int attempt) {
  std::string message = "passed at attempt " + std::to_string(attempt) + "; at first it ";
  message += first.outcome == Outcome::kTimedOut ? "timed out" : outcome_name(first.outcome);
  if (!first.message.empty()) message += ": " + first.message;
  return {.outcome = Outcome::kFlaky, .message = std::move(message), .file = first.file, .line = first.line};
}

int exit_code(const OutcomeCounts& counts, FlakyResult flaky) {
  const auto count = [&](Outcome outcome) { return counts[static_cast<std::size_t>(outcome)]; };
  if (failures_of(counts) > 0) return 1;
  if (flaky == FlakyResult::kFail && count(Outcome::kFlaky) > 0) return 1;
  if (count(Outcome::kInfrastructureError) + count(Outcome::kNotRun) > 0) return 3;
  return 0;
}

}  // namespace maelstrom::session
