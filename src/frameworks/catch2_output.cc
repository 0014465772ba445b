#include "frameworks/catch2_output.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::size_t kLongestHeader = 100;  // lines: a name and its sections

std::optional<std::uint64_t> number_before(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  return parse_unsigned(trim(text.substr(0, text.size() - unit.size())));
}

// "All tests passed (2 assertions in 1 test case)"
std::optional<Catch2Totals> all_passed(std::string_view line) {
  constexpr std::string_view kBegin = "All tests passed (";
  constexpr std::string_view kIn = " in ";
  const auto at = line.rfind(kBegin);
  const auto in = line.rfind(kIn);
  if (at == std::string_view::npos || in == std::string_view::npos || in < at) return std::nullopt;
  const auto rest = line.substr(in + kIn.size());
  auto count = number_before(rest, " test case)");
  if (!count) count = number_before(rest, " test cases)");
  if (!count) return std::nullopt;
  return Catch2Totals{.cases = *count};
}

// "test cases: 3 | 1 passed | 1 failed"; the columns may be padded.
std::optional<Catch2Totals> totals_of(std::string_view line) {
  if (line == "No tests ran") return Catch2Totals{};
  if (auto passed = all_passed(line)) return passed;
  constexpr std::string_view kCases = "test cases: ";
  if (!line.starts_with(kCases)) return std::nullopt;
  const auto columns = split(line.substr(kCases.size()), '|');
  const auto count = parse_unsigned(trim(columns.front()));
  if (!count) return std::nullopt;
  Catch2Totals totals{.cases = *count};
  for (const auto column : columns) {
    if (const auto failed = number_before(trim(column), " failed")) totals.failed = *failed;
    if (const auto skipped = number_before(trim(column), " skipped")) totals.skipped = *skipped;
  }
  return totals;
}

// "assertions: 2 | 1 passed | 1 failed", or "assertions: - none -": the failed.
std::optional<std::uint64_t> failed_assertions(std::string_view line) {
  constexpr std::string_view kAssertions = "assertions: ";
  if (!line.starts_with(kAssertions)) return std::nullopt;
  for (const auto column : split(line, '|')) {
    if (const auto failed = number_before(trim(column), " failed")) return failed;
  }
  return 0;
}

bool is_greeting(std::string_view line) {
  return line.find(" is a Catch") != std::string_view::npos && line.ends_with(" host application.");
}

// Text that stands on one line, around a run.
bool is_note(std::string_view line) {
  return is_greeting(line) || line == "Run with -? for options" || line.starts_with("Filters: ") ||
         line.starts_with("Randomness seeded to: ");
}

// A section that GIVEN and its kin begin; its name is indented.
bool is_step(std::string_view section) {
  return std::ranges::any_of(
      std::array<std::string_view, 6>{"Given: ", "When: ", "Then: ", "And given: ", "And when: ", "And: "},
      [&](std::string_view word) { return section.starts_with(word); });
}

enum class Kind : std::uint8_t { kNone, kFailure, kSkip };
struct Head {
  Kind kind = Kind::kNone;
  Place place;
};

// "FILE:LINE: FAILED:"
Head head_of(std::string_view line) {
  for (const auto& [ending, kind] : {std::pair(std::string_view(": FAILED:"), Kind::kFailure),
                                     std::pair(std::string_view(": SKIPPED:"), Kind::kSkip)}) {
    if (!line.ends_with(ending)) continue;
    if (auto place = read_place(line.substr(0, line.size() - ending.size()))) return {kind, std::move(*place)};
  }
  return {};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), lines_(lines_of(text)) {}

  Catch2Transcript read() {
    for (std::size_t i = 0; i < lines_.size();) i = take(i);
    return std::move(seen_);
  }

 private:
  // Gives the next line to look at.
  std::size_t take(std::size_t i) {
    const std::string_view line = lines_[i].text;
    if (const std::size_t end = header_end(i); end > i) {
      take_sections(i, end);
      return hide(i, end);
    }
    if (Head head = head_of(line); below_header_ && head.kind != Kind::kNone) return take_part(i, std::move(head));
    if (is_rule(line, '~') && i + 1 < lines_.size() && is_greeting(lines_[i + 1].text)) return hide_rule(i, '~');
    if (is_rule(line, '=') && i + 1 < lines_.size() && totals_of(lines_[i + 1].text)) return hide_rule(i, '=');
    if (auto totals = totals_of(line)) {
      seen_.totals = totals;
      return hide(i, i + 1);
    }
    if (const auto failed = failed_assertions(line)) {
      if (seen_.totals) seen_.totals->failed_assertions = *failed;
      return hide(i, i + 1);
    }
    return is_note(line) ? hide(i, i + 1) : i + 1;
  }

  // A header: a rule, the name and its sections, a rule, the place, a rule of dots and a blank line.
  std::size_t header_end(std::size_t i) const {
    if (!is_rule(lines_[i].text, '-')) return i;
    const std::size_t last = std::min(lines_.size(), i + kLongestHeader);
    for (std::size_t j = i + 1; j + 2 < last; ++j) {
      if (!is_rule(lines_[j].text, '-')) continue;
      return read_place(lines_[j + 1].text) && is_rule(lines_[j + 2].text, '.') ? j + 3 : i;
    }
    return i;
  }

  // Sections are indented by two, and what is wrapped of them by more.
  void take_sections(std::size_t begin, std::size_t end) {
    below_header_ = true;
    sections_.clear();
    for (std::size_t i = begin + 2; i + 3 < end; ++i) {
      const std::string_view line = lines_[i].text;
      if (!line.starts_with("  ")) continue;
      if (!sections_.empty()) sections_ += line.starts_with("   ") && !is_step(trim(line)) ? " " : " / ";
      sections_ += trim(line);
    }
  }

  std::size_t take_part(std::size_t i, Head head) {
    std::size_t end = i + 1;
    while (end < lines_.size() && !lines_[end].text.empty()) ++end;
    const std::size_t stop = lines_[end - 1].end;
    std::string message = shown_message(trim(text_.substr(lines_[i].end, stop - lines_[i].end)));
    constexpr std::string_view kExplicit = "explicitly with message:\n";
    if (message.starts_with(kExplicit)) message = std::string(trim(message.substr(kExplicit.size())));
    if (!sections_.empty()) message += (message.empty() ? "in section " : "\nin section ") + sections_;
    ConsolePart part{
        .place = std::move(head.place), .message = std::move(message), .begin = lines_[i].begin, .end = stop};
    seen_.speaks = true;
    if (head.kind == Kind::kSkip) {
      if (!seen_.skip) seen_.skip = std::move(part);
      return end;
    }
    if (part.message.find("due to a fatal error condition:") != std::string::npos) seen_.fatal = part;
    if (!seen_.failure) seen_.failure = std::move(part);
    return end;
  }

  // What a test printed without a line's end stands before a rule, and stays.
  std::size_t hide_rule(std::size_t i, char c) {
    seen_.banners.push_back({lines_[i].begin + before_rule(lines_[i].text, c).size(), lines_[i].end});
    return i + 1;
  }

  // The lines from `begin` to before `end`, with the blank line behind them.
  std::size_t hide(std::size_t begin, std::size_t end) {
    seen_.speaks = true;
    if (end < lines_.size() && lines_[end].text.empty()) ++end;
    const std::size_t before = before_rule(lines_[begin].text, '-').size();
    const std::size_t from = is_rule(lines_[begin].text, '-') ? lines_[begin].begin + before : lines_[begin].begin;
    seen_.banners.push_back({from, lines_[end - 1].end});
    return end;
  }

  std::string_view text_;
  std::vector<TextLine> lines_;
  bool below_header_ = false;
  std::string sections_;  // of the header before
  Catch2Transcript seen_;
};

}  // namespace

Catch2Transcript read_catch2_output(std::string_view text) { return Reader(text).read(); }

std::string catch2_own_output(std::string_view text, const Verdict& verdict) {
  Catch2Transcript transcript = read_catch2_output(text);
  for (const auto& part : {transcript.failure, transcript.fatal, transcript.skip}) {
    if (!part || part->place.file != verdict.file || part->place.line != verdict.line) continue;
    transcript.banners.push_back({part->begin, part->end});
  }
  std::string own = without_spans(text, std::move(transcript.banners));
  own.erase(0, own.find_first_not_of("\r\n"));
  return own;
}

}  // namespace maelstrom::frameworks
