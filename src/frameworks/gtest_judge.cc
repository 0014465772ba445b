#include "frameworks/gtest_judge.h"

#include <utility>

#include "frameworks/ending.h"
#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {
namespace {

Verdict of_part(Outcome outcome, const GtestPart& part) {
  return {.outcome = outcome, .message = part.message, .file = part.file, .line = part.line};
}

// `what`, then the first assertion that failed before it, else the program's last words.
Verdict failed(std::string what, const GtestTranscript& transcript, const JobResult& result) {
  Verdict verdict = failed_by_ending(result);
  const std::string ending = describe_ending(result);
  verdict.message.replace(0, ending.size(), what);
  if (const auto& failure = transcript.failure) {
    verdict.message = std::move(what) + " after a failure:\n" + failure->message;
    verdict.file = failure->file;
    verdict.line = failure->line;
  }
  return verdict;
}

Verdict skipped(const GtestTranscript& transcript) {
  if (!transcript.skip) return {.outcome = Outcome::kSkipped};
  return of_part(Outcome::kSkipped, *transcript.skip);
}

// What `output` says, without colours. `made` holds it where it is not as the program wrote it.
std::string_view plain_text(const Output& output, std::string& made) {
  if (!output.truncated() && output.head.find('\x1b') == std::string::npos) return output.head;
  made = without_colours(output.text());
  return made;
}

// A failure whose assertion is known, or the ending if it is not.
Verdict failed_assertion(std::string otherwise, const GtestTranscript& transcript, const JobResult& result) {
  if (transcript.failure) return of_part(Outcome::kFailed, *transcript.failure);
  return failed(std::move(otherwise), transcript, result);
}

Verdict without_result(const GtestTranscript& transcript, const JobResult& result, bool success) {
  if (!transcript.began && transcript.chosen == 0) {
    return {.outcome = Outcome::kInfrastructureError,
            .message =
                "the program listed this case but then had none of that name; do its names change from run to "
                "run?"};
  }
  if (!transcript.began && success && !transcript.sums_up_failure) {
    // An environment that skips everything, or a skip of a program that prints only failures.
    if (transcript.skip) return skipped(transcript);
    // GoogleTest >= 1.11 with --gtest_brief=1 leaves out the line of a passed case.
    if (!transcript.chosen && transcript.passed == 1) return {};
  }
  std::string what = describe_ending(result) + " before it reported a result";
  if (!transcript.speaks) what += " (there is no line of GoogleTest's in its output)";
  return failed(std::move(what), transcript, result);
}

}  // namespace

Verdict judge_gtest(std::string_view case_name, const JobResult& result) {
  std::string made;
  const std::string_view text = plain_text(result.standard_output, made);
  const GtestTranscript transcript = read_gtest_output(case_name, text);
  if (!std::holds_alternative<Exited>(result.termination)) {
    return failed(describe_ending(result), transcript, result);
  }
  const bool success = result.termination == Termination(Exited{0});
  switch (transcript.mark) {
    case GtestMark::kNone:
      return without_result(transcript, result, success);
    case GtestMark::kFailed:
      return failed_assertion("failed without saying why", transcript, result);
    case GtestMark::kOk:
    case GtestMark::kSkipped:
      break;
  }
  if (!success || transcript.sums_up_failure) {
    const bool ok = transcript.mark == GtestMark::kOk;
    return failed_assertion(describe_ending(result) + (ok ? " although the case passed" : " although the case skipped"),
                            transcript, result);
  }
  return transcript.mark == GtestMark::kOk ? Verdict{} : skipped(transcript);
}

}  // namespace maelstrom::frameworks
