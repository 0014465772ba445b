#include "frameworks/meson_rules.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "frameworks/ending.h"
#include "frameworks/tap.h"

namespace maelstrom::frameworks {
namespace {

// Of the GNU build system's tests. Source: Automake's manual, "Scripts-based Testsuites".
constexpr int kSkipped = 77;
constexpr int kError = 99;

// What a program came to, before anybody asks whether it was to fail. An error is what no test is to end in.
struct Finding {
  enum class Kind : std::uint8_t { kPassed, kFailed, kSkipped, kError };
  Kind kind = Kind::kPassed;
  Verdict verdict = {};  // if it stays as it is

  static Finding ended(Kind kind, const JobResult& result) { return {kind, failed_by_ending(result)}; }
  static Finding said(Kind kind, std::string message) {
    return {kind,
            {.outcome = kind == Kind::kSkipped ? Outcome::kSkipped : Outcome::kFailed, .message = std::move(message)}};
  }
};
using Kind = Finding::Kind;

bool is_zero(const Termination& termination) { return termination == Termination(Exited{0}); }

Finding by_exit_code(const JobResult& result) {
  const auto* exited = std::get_if<Exited>(&result.termination);
  if (exited == nullptr) return Finding::ended(Kind::kFailed, result);
  if (exited->code == 0) return {};
  if (exited->code == kSkipped) return Finding::said(Kind::kSkipped, "exited with code 77: skipped");
  return Finding::ended(exited->code == kError ? Kind::kError : Kind::kFailed, result);
}

std::string of_several(const std::string& first, std::size_t all) {
  return all < 2 ? first : fmt::format("{} (the first of {})", first, all);
}

Finding by_tap(const JobResult& result) {
  if (!is_zero(result.termination)) return Finding::ended(Kind::kError, result);
  const TapReport report = read_tap(result.standard_output.text());
  if (report.bail_out)
    return Finding::said(Kind::kError, "bailed out" + (report.bail_out->empty() ? "" : ": " + *report.bail_out));
  if (report.passed + report.failed == 0) {
    return Finding::said(Kind::kSkipped, report.skip_reason.empty() ? "none of its tests ran" : report.skip_reason);
  }
  if (report.failed > 0) {
    return Finding::said(report.mistake.empty() ? Kind::kFailed : Kind::kError,
                         of_several(printable(report.first_failure), report.failed));
  }
  if (!report.mistake.empty())
    return Finding::said(Kind::kError, "its output breaks the Test Anything Protocol: " + report.mistake);
  return {};
}

// "test NAME ... RESULT" of Rust's libtest.
Finding by_rust(const JobResult& result) {
  std::size_t ran = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::string first;
  Kind kind = Kind::kFailed;
  const std::string output = result.standard_output.text();
  for (const std::string_view line : split(output, '\n')) {
    if (!line.starts_with("test ") || line.starts_with("test result")) continue;
    const std::string_view text = trim(line);
    const std::string_view word = text.substr(text.rfind(' ') + 1);
    ++(word == "ignored" ? skipped : ran);
    if (word == "ok" || word == "ignored") continue;
    if (word != "FAILED") kind = Kind::kError;
    if (++failed == 1) first = printable(text);
  }
  if (failed > 0) return Finding::said(kind, of_several(first, failed));
  if (!is_zero(result.termination)) return Finding::ended(Kind::kError, result);
  if (ran == 0)
    return Finding::said(Kind::kSkipped, skipped == 0 ? "none of its tests ran" : "all of its tests are ignored");
  return {};
}

Finding found(const PlainRules& rules, const JobResult& result) {
  if (rules.protocol == Protocol::kMesonTap) return by_tap(result);
  return rules.protocol == Protocol::kMesonRust ? by_rust(result) : by_exit_code(result);
}

}  // namespace

Verdict judge_meson(const PlainRules& rules, const JobResult& result) {
  if (std::holds_alternative<TimedOut>(result.termination)) return failed_by_ending(result);
  if (const std::uint64_t dropped = result.standard_output.dropped; rules.has_lines() && dropped > 0) {
    return {.outcome = Outcome::kInfrastructureError,
            .message = "its tests cannot be told apart: " + human_bytes(dropped) + " of its output were not kept"};
  }
  Finding finding = found(rules, result);
  if (!rules.will_fail || finding.kind == Kind::kSkipped || finding.kind == Kind::kError)
    return std::move(finding.verdict);
  if (finding.kind == Kind::kFailed) return {};
  return {.outcome = Outcome::kFailed, .message = "succeeded, but is one that should_fail"};
}

}  // namespace maelstrom::frameworks
