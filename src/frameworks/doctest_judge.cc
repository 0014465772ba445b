#include "frameworks/doctest_judge.h"

#include <utility>

#include "frameworks/doctest_output.h"
#include "frameworks/ending.h"
#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {
namespace {

Verdict failed(const DoctestTranscript& seen, const JobResult& result) {
  if (!seen.failure && seen.decision.empty()) return failed_with("failed without saying why", std::nullopt, result);
  Verdict verdict{.outcome = Outcome::kFailed, .message = seen.decision};
  if (seen.failure) {
    verdict.message += (verdict.message.empty() ? "" : "\n") + seen.failure->message;
    verdict.file = seen.failure->place.file;
    verdict.line = seen.failure->place.line;
  }
  return verdict;
}

}  // namespace

Verdict judge_doctest(std::uint64_t number, const JobResult& result) {
  const std::string text = without_colours(result.standard_output.text());
  const DoctestTranscript seen = read_doctest_output(text);
  if (!std::holds_alternative<Exited>(result.termination)) {
    return failed_with(describe_ending(result), seen.crash ? seen.crash : seen.failure, result);
  }
  if (!seen.totals) {
    std::string what = describe_ending(result) + " before it reported a result";
    if (!seen.speaks) what += " (there is no line of doctest's in its output)";
    return failed_with(std::move(what), seen.failure, result);
  }
  if (seen.totals->chosen < number) {
    return {.outcome = Outcome::kInfrastructureError,
            .message = "the program listed this case but then ran none; do its cases change from run to run?"};
  }
  if (seen.totals->failed > 0) return failed(seen, result);
  if (result.termination == Termination(Exited{0})) return {};
  return failed_with(describe_ending(result) + " although the case passed", std::nullopt, result);
}

}  // namespace maelstrom::frameworks
