#include "frameworks/catch2_judge.h"

#include <algorithm>
#include <utility>

#include "frameworks/catch2_output.h"
#include "frameworks/ending.h"
#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {
namespace {

constexpr int kAllSkipped = 4;  // the exit code of 3.3 and later

Verdict of_part(Outcome outcome, const ConsolePart& part) {
  return {.outcome = outcome, .message = part.message, .file = part.place.file, .line = part.place.line};
}

bool expects_failure(const ListedCase& one) { return std::ranges::find(one.tags, "!shouldfail") != one.tags.end(); }

Verdict failed(const ListedCase& one, const Catch2Transcript& seen, const JobResult& result) {
  if (seen.failure) return of_part(Outcome::kFailed, *seen.failure);
  // Catch2 counts a failed assertion more then, and prints none.
  if (expects_failure(one)) {
    return {.outcome = Outcome::kFailed, .message = "passed although it is marked [!shouldfail]"};
  }
  return failed_with("failed without saying why", seen.failure, result);
}

Verdict without_totals(const Catch2Transcript& seen, const JobResult& result) {
  std::string what = describe_ending(result) + " before it reported a result";
  if (!seen.speaks) what += " (there is no line of Catch2's in its output)";
  return failed_with(std::move(what), seen.failure, result);
}

}  // namespace

Verdict judge_catch2(const ListedCase& one, const JobResult& result) {
  const std::string text = without_colours(result.standard_output.text());
  const Catch2Transcript seen = read_catch2_output(text);
  if (!std::holds_alternative<Exited>(result.termination)) {
    const auto& cause = seen.fatal ? seen.fatal : seen.failure;
    return failed_with(describe_ending(result), cause, result);
  }
  if (!seen.totals) return without_totals(seen, result);
  if (seen.totals->cases == 0) {
    return {.outcome = Outcome::kInfrastructureError,
            .message = "the program listed this case but then ran none; do its cases change from run to run?"};
  }
  if (seen.totals->failed > 0 || seen.totals->failed_assertions > 0) return failed(one, seen, result);
  const int code = std::get<Exited>(result.termination).code;
  const bool skipped = seen.totals->skipped > 0;
  if (code == 0 || (code == kAllSkipped && skipped)) {
    if (!skipped) return {};
    return seen.skip ? of_part(Outcome::kSkipped, *seen.skip) : Verdict{.outcome = Outcome::kSkipped};
  }
  return failed_with(describe_ending(result) + (skipped ? " although the case skipped" : " although the case passed"),
                     std::nullopt, result);
}

}  // namespace maelstrom::frameworks
