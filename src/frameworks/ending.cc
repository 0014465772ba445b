#include "frameworks/ending.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::size_t kLongestLine = 500;
constexpr std::size_t kLinesLookedAt = 400;  // a sanitizer's report is this long

// The last lines of `text` that are not blank, last first.
std::vector<std::string_view> last_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kLinesLookedAt) {
    const auto at = text.rfind('\n');
    const auto line = at == std::string_view::npos ? text : text.substr(at + 1);
    text = at == std::string_view::npos ? std::string_view() : text.substr(0, at);
    if (!trim(line).empty()) lines.push_back(line);
  }
  return lines;
}

std::string shortened(std::string_view line) {
  line = trim(line);
  if (line.size() <= kLongestLine) return std::string(line);
  return std::string(line.substr(0, kLongestLine)) + " ...";
}

// Finds "FILE:LINE" at the end of `text`.
void take_location(std::string_view text, LastWords& words) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return;
  const auto number = parse_unsigned(text.substr(colon + 1));
  if (!number || *number > INT32_MAX) return;
  const auto begin = text.rfind(' ', colon);
  words.file = text.substr(begin == std::string_view::npos ? 0 : begin + 1);
  words.file.resize(words.file.rfind(':'));
  words.line = static_cast<int>(*number);
}

// "prog: file.cc:12: int main(): Assertion `x' failed."
LastWords of_assertion(std::string_view line) {
  LastWords words{.text = shortened(line)};
  for (std::size_t at = line.find(": "); at != std::string_view::npos; at = line.find(": ", at + 1)) {
    take_location(line.substr(0, at), words);
    if (words.line > 0) break;
  }
  return words;
}

// "SUMMARY: AddressSanitizer: heap-use-after-free /src/a.cc:12:5 in f(int*)"
LastWords of_sanitizer(std::string_view line) {
  LastWords words{.text = shortened(line)};
  auto place = line.substr(0, line.find(" in "));
  take_location(place, words);
  // With a column, what was taken for the file still ends in the line.
  if (const auto colon = words.file.rfind(':'); colon != std::string::npos)
    take_location(std::string(words.file), words);
  return words;
}

}  // namespace

std::string describe_ending(const JobResult& result) {
  if (const auto* exited = std::get_if<Exited>(&result.termination)) {
    return fmt::format("exited with code {}", exited->code);
  }
  if (const auto* signaled = std::get_if<Signaled>(&result.termination)) {
    if (result.out_of_memory) return "was killed by the kernel because memory ran out";
    return fmt::format("was ended by {}{}", signal_name(signaled->signal),
                       signaled->core_dumped ? " (core dumped)" : "");
  }
  return "did not end within " + human_seconds(std::chrono::duration<double>(result.duration).count());
}

LastWords last_words(std::string_view standard_error) {
  const auto lines = last_lines(standard_error);
  if (lines.empty()) return {};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = lines[i];
    if (line.starts_with("SUMMARY: ")) return of_sanitizer(line);
    if (line.find(": Assertion `") != std::string_view::npos && line.ends_with("failed.")) return of_assertion(line);
    if (line.starts_with("terminate called")) {
      const bool has_what = i > 0 && trim(lines[i - 1]).starts_with("what():");
      return {.text = has_what ? shortened(line) + "\n  " + shortened(lines[i - 1]) : shortened(line)};
    }
  }
  return {.text = shortened(lines.front())};
}

Verdict failed_by_ending(const JobResult& result) {
  if (std::holds_alternative<TimedOut>(result.termination)) {
    return {.outcome = Outcome::kTimedOut, .message = describe_ending(result)};
  }
  LastWords words = last_words(result.standard_error.text());
  Verdict verdict{.outcome = Outcome::kFailed,
                  .message = describe_ending(result),
                  .file = std::move(words.file),
                  .line = words.line};
  if (!words.text.empty()) verdict.message += ": " + words.text;
  return verdict;
}

}  // namespace maelstrom::frameworks
