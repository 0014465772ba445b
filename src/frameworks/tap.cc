#include "frameworks/tap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::uint64_t kVersionWithYaml = 13;

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_of_a_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_end(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// None if no digit comes next. What no number of tests can be counts as the greatest.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  const auto* const end = std::ranges::find_if_not(text, is_digit);
  if (end == text.begin()) return std::nullopt;
  const std::string_view digits(text.begin(), end);
  text.remove_prefix(digits.size());
  return parse_unsigned(digits).value_or(UINT64_MAX);
}

bool starts_like(std::string_view text, std::string_view capitals) {
  return text.size() >= capitals.size() &&
         std::equal(capitals.begin(), capitals.end(), text.begin(),
                    [](char a, char b) { return a == std::toupper(static_cast<unsigned char>(b)); });
}

enum class Directive : std::uint8_t { kNone, kSkip, kTodo };

struct Remark {
  Directive directive = Directive::kNone;
  std::string reason;
};

// Of what stands from the first '#' of a line on.
Remark remark_of(std::string_view text) {
  if (!take(text, "#")) return {};
  skip_blanks(text);
  const std::string_view word = text.substr(0, std::min(text.size(), text.find_first_of(" \t")));
  const bool is_skip = starts_like(word, "SKIP");
  if (!is_skip && !(starts_like(word, "TODO") && (word.size() == 4 || !is_of_a_word(word[4])))) return {};
  return {is_skip ? Directive::kSkip : Directive::kTodo, std::string(trim(text.substr(word.size())))};
}

class TapReader {
 public:
  void line(std::string_view text);
  TapReport end();

 private:
  enum class State : std::uint8_t { kMain, kAfterTest, kYaml };

  bool is_yaml(std::string_view text);
  bool take_test(std::string_view text);
  bool take_plan(std::string_view text);
  void take_version(std::string_view text);
  void wrong(std::string mistake) {
    if (report_.mistake.empty()) report_.mistake = std::move(mistake);
  }
  void reason(std::string reason) {
    if (report_.skip_reason.empty()) report_.skip_reason = std::move(reason);
  }

  TapReport report_;
  State state_ = State::kMain;
  std::string yaml_indent_;
  std::uint64_t version_ = 12;
  std::uint64_t lines_ = 0;
  std::uint64_t tests_ = 0;
  std::optional<std::uint64_t> planned_;
  bool planned_late_ = false;
};

// Whether the line belongs to a block behind a test, in which anything may stand.
bool TapReader::is_yaml(std::string_view text) {
  std::string_view rest = text;
  skip_blanks(rest);
  const bool is_indented = rest.size() < text.size();
  const bool was_after_test = state_ == State::kAfterTest;
  if (state_ == State::kYaml) {
    if (is_indented && rest.starts_with("...")) {
      state_ = State::kMain;
      return true;
    }
    if (text.starts_with(yaml_indent_)) return true;
    wrong("a YAML block does not end");
  }
  state_ = State::kMain;
  if (!was_after_test || version_ < kVersionWithYaml || !is_indented || !rest.starts_with("---")) return false;
  state_ = State::kYaml;
  yaml_indent_ = text.substr(0, text.size() - rest.size());
  return true;
}

bool TapReader::take_test(std::string_view text) {
  const std::string_view line = text;
  const bool ok = !take(text, "not ");
  if (!take(text, "ok")) return false;
  if (planned_late_) wrong("a test comes after a plan that stands behind tests");
  ++tests_;
  skip_blanks(text);
  if (const auto number = take_number(text); number && *number != tests_) wrong("the tests' numbers are not in order");
  const Remark remark = remark_of(text.substr(std::min(text.size(), text.find('#'))));
  if (remark.directive == Directive::kSkip && ok) {
    ++report_.skipped;
    reason(remark.reason);
  } else if (ok != (remark.directive == Directive::kTodo)) {
    ++report_.passed;
  } else if (++report_.failed == 1) {
    report_.first_failure = line;
  }
  state_ = State::kAfterTest;
  return true;
}

bool TapReader::take_plan(std::string_view text) {
  if (!take(text, "1..")) return false;
  const auto number = take_number(text);
  if (!number) return false;
  if (planned_) {
    wrong("there is more than one plan");
    return true;
  }
  skip_blanks(text);
  const Remark remark = remark_of(text);
  if (remark.directive == Directive::kTodo) wrong("a plan cannot be TODO");
  if (remark.directive == Directive::kSkip && *number > 0) wrong("a plan that skips all has tests");
  if (remark.directive == Directive::kSkip) reason(remark.reason);
  planned_ = number;
  planned_late_ = tests_ > 0;
  return true;
}

void TapReader::take_version(std::string_view text) {
  if (!take(text, "TAP version ")) return;
  const auto number = take_number(text);
  if (!number) return;
  if (lines_ != 1) return wrong("the version does not stand on the first line");
  version_ = *number;
  if (version_ < kVersionWithYaml) wrong("only version 13 and later are said");
}

void TapReader::line(std::string_view text) {
  ++lines_;
  text = without_end(text);
  if (is_yaml(text) || text.empty() || text.starts_with('#')) return;
  if (take_test(text) || take_plan(text)) return;
  if (take(text, "Bail out!")) {
    if (!report_.bail_out) report_.bail_out = std::string(trim(text));
    return;
  }
  take_version(text);
}

TapReport TapReader::end() {
  if (state_ == State::kYaml) wrong("a YAML block does not end");
  if (!report_.bail_out && planned_ && *planned_ != tests_) {
    wrong(fmt::format("of {} tests that were planned {} came", *planned_, tests_));
  }
  return std::move(report_);
}

}  // namespace

TapReport read_tap(std::string_view output) {
  TapReader reader;
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    reader.line(output.substr(0, end));
    output = end == std::string_view::npos ? std::string_view() : output.substr(end + 1);
  }
  return reader.end();
}

}  // namespace maelstrom::frameworks
