#include "frameworks/plain_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/strings.h"
#include "frameworks/cmake_regex.h"
#include "frameworks/ending.h"
#include "frameworks/meson_rules.h"

namespace maelstrom::frameworks {
namespace {

// Appends `text` as CTest keeps it: lines end at a newline or a NUL, and each with a newline alone.
void add_lines(const std::string& text, std::string& lines) {
  std::string_view left = text;
  while (!left.empty()) {
    const std::size_t end = left.find_first_of(std::string_view("\n\0", 2));
    std::string_view line = left.substr(0, end);
    left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
    while (line.ends_with('\r')) line.remove_suffix(1);
    lines.append(line).append(1, '\n');
  }
}

std::string output_of(const PlainRules& rules, const JobResult& result) {
  std::string lines;
  if (!rules.read_the_output()) return lines;
  add_lines(result.standard_output.text(), lines);
  add_lines(result.standard_error.text(), lines);
  return lines;
}

// The first of `expressions` that stands in `output`.
const std::string* found(const std::vector<std::string>& expressions, std::string_view output) {
  for (const std::string& one : expressions) {
    if (cmake_finds(one, output)) return &one;
  }
  return nullptr;
}

// Whether it has run for longer than it may before a line matches, and none does.
bool came_too_late(const PlainRules& rules, const JobResult& result, std::string_view output) {
  if (!rules.may_come_late() || result.duration <= rules.timeout_before_match) return false;
  return std::ranges::none_of(split(output, '\n'),
                              [&](std::string_view line) { return found(rules.timeout_after_match, line) != nullptr; });
}

std::string quoted(const std::vector<std::string>& expressions) {
  std::string text;
  for (const std::string& one : expressions) text += (text.empty() ? "\"" : ", \"") + printable(one) + "\"";
  return text;
}

// Why a program that exited is no success; empty if it is one.
std::string why_no_success(const PlainRules& rules, const JobResult& result, std::string_view output) {
  if (const std::string* one = found(rules.fail_regular_expression, output)) {
    return "its output matches FAIL_REGULAR_EXPRESSION: " + quoted({*one});
  }
  if (rules.pass_regular_expression.empty()) {
    return result.termination == Termination(Exited{0}) ? std::string() : failed_by_ending(result).message;
  }
  if (found(rules.pass_regular_expression, output) != nullptr) return {};
  return "its output matches nothing of PASS_REGULAR_EXPRESSION: " + quoted(rules.pass_regular_expression);
}

std::string why_skipped(const PlainRules& rules, int code, std::string_view output) {
  if (rules.skip_return_code == code) return fmt::format("exited with code {}, which is its SKIP_RETURN_CODE", code);
  const std::string* one = found(rules.skip_regular_expression, output);
  return one == nullptr ? std::string() : "its output matches SKIP_REGULAR_EXPRESSION: " + quoted({*one});
}

}  // namespace

Verdict judge_plain(const PlainRules& rules, const JobResult& result) {
  if (rules.protocol != Protocol::kCtest) return judge_meson(rules, result);
  const auto* exited = std::get_if<Exited>(&result.termination);
  if (exited == nullptr) return failed_by_ending(result);
  const std::string output = output_of(rules, result);
  if (came_too_late(rules, result, output)) {
    return {.outcome = Outcome::kTimedOut,
            .message = fmt::format("did not end within {} s, and no line of its output matches TIMEOUT_AFTER_MATCH: {}",
                                   rules.timeout_before_match.count(), quoted(rules.timeout_after_match))};
  }
  if (std::string why = why_skipped(rules, exited->code, output); !why.empty()) {
    return {.outcome = Outcome::kSkipped, .message = std::move(why)};
  }
  const std::uint64_t dropped = result.standard_output.dropped + result.standard_error.dropped;
  if (rules.read_the_output() && dropped > 0) {
    return {.outcome = Outcome::kInfrastructureError,
            .message =
                "its regular expressions cannot be answered: " + human_bytes(dropped) + " of its output were not kept"};
  }
  std::string why = why_no_success(rules, result, output);
  if (why.empty() != rules.will_fail) return {};
  if (rules.will_fail) return {.outcome = Outcome::kFailed, .message = "succeeded, but is one that WILL_FAIL"};
  Verdict verdict = failed_by_ending(result);
  verdict.message = std::move(why);
  return verdict;
}

}  // namespace maelstrom::frameworks
