#include "frameworks/console_text.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "frameworks/ending.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::size_t kShortestRule = 60;
constexpr std::size_t kLongestMessage = 8 << 10;

std::size_t rule_length(std::string_view line, char c) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto before = line.find_last_not_of(c);
  return before == std::string_view::npos ? line.size() : line.size() - before - 1;
}

}  // namespace

std::vector<TextLine> lines_of(std::string_view text) {
  std::vector<TextLine> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto at = std::min(text.find('\n', begin), text.size());
    const auto end = std::min(at + 1, text.size());
    auto line = text.substr(begin, at - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, begin, end});
    begin = end;
  }
  return lines;
}

std::optional<Place> read_place(std::string_view text) {
  const bool parenthesis = text.ends_with(')');
  if (parenthesis) text.remove_suffix(1);
  const auto at = text.rfind(parenthesis ? '(' : ':');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto line = parse_unsigned(text.substr(at + 1));
  if (!line || *line > INT32_MAX) return std::nullopt;
  return Place{.file = std::string(text.substr(0, at)), .line = static_cast<int>(*line)};
}

bool is_rule(std::string_view line, char c) { return rule_length(line, c) >= kShortestRule; }

std::string_view before_rule(std::string_view line, char c) {
  return line.substr(0, line.size() - std::min(line.size(), rule_length(line, c)));
}

std::string shown_message(std::string_view message) {
  std::string shown(message.substr(0, kLongestMessage));
  if (message.size() > kLongestMessage) shown += " ...";
  shown.resize(shown.find_last_not_of(" \t\r\n") + 1);
  return shown;
}

std::string without_spans(std::string_view text, std::vector<Span> hidden) {
  std::ranges::sort(hidden, {}, &Span::begin);
  std::string own;
  std::size_t from = 0;
  for (const Span& span : hidden) {
    if (span.begin > from) own += text.substr(from, span.begin - from);
    from = std::max(from, span.end);
  }
  if (from < text.size()) own += text.substr(from);
  own.resize(own.find_last_not_of(" \t\r\n") + 1);
  return own;
}

Verdict failed_with(std::string what, const std::optional<ConsolePart>& failure, const JobResult& result) {
  Verdict verdict = failed_by_ending(result);
  if (failure) {
    verdict.message = std::move(what) + " after a failure:\n" + failure->message;
    verdict.file = failure->place.file;
    verdict.line = failure->place.line;
  } else {
    verdict.message.replace(0, describe_ending(result).size(), what);
  }
  return verdict;
}

}  // namespace maelstrom::frameworks
