#include "frameworks/doctest_output.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::size_t kLongestHeader = 100;  // lines: a name and its subcases
constexpr std::string_view kOwn = "[doctest] ";

// " 2 failed"
std::optional<std::uint64_t> number_before(std::string_view text, std::string_view unit) {
  text = trim(text);
  if (!text.ends_with(unit)) return std::nullopt;
  return parse_unsigned(trim(text.substr(0, text.size() - unit.size())));
}

std::optional<DoctestTotals> totals_of(std::string_view line) {
  constexpr std::string_view kCases = "[doctest] test cases:";
  if (!line.starts_with(kCases)) return std::nullopt;
  const auto columns = split(line.substr(kCases.size()), '|');
  const auto chosen = parse_unsigned(trim(columns.front()));
  if (!chosen) return std::nullopt;
  for (const auto column : columns) {
    if (const auto failed = number_before(column, " failed"))
      return DoctestTotals{.chosen = *chosen, .failed = *failed};
  }
  return std::nullopt;
}

// What a decorator has made of the case: should_fail, may_fail, expected_failures, timeout.
bool is_decision(std::string_view line) {
  constexpr std::array<std::string_view, 4> kWhole = {
      "Should have failed but didn't! Marking it as failed!", "Failed as expected so marking it as not failed",
      "Allowed to fail so marking it as not failed", "Aborting - too many failed asserts!"};
  if (std::ranges::find(kWhole, line) != kWhole.end()) return true;
  return line.starts_with("Didn't fail exactly ") || line.starts_with("Failed exactly ") ||
         line.starts_with("Test case exceeded time limit of ");
}

bool is_against_the_case(std::string_view decision) {
  return decision.find("not failed") == std::string_view::npos && !decision.starts_with("Aborting");
}

enum class Kind : std::uint8_t { kNone, kFailure, kCrash, kOther };
struct Head {
  Kind kind = Kind::kNone;
  Place place;
  std::string_view rest;  // of the line, behind the word that tells its kind
};

// "FILE:LINE: ERROR: CHECK( a == b ) is NOT correct!"
Head head_of(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, Kind>, 5> kWords = {{{": FATAL ERROR: ", Kind::kFailure},
                                                                        {": ERROR: ", Kind::kFailure},
                                                                        {": WARNING: ", Kind::kOther},
                                                                        {": MESSAGE: ", Kind::kOther},
                                                                        {": SUCCESS: ", Kind::kOther}}};
  for (const auto& [word, kind] : kWords) {
    const auto at = line.find(word);
    if (at == std::string_view::npos) continue;
    auto place = read_place(line.substr(0, at));
    if (!place) continue;
    const auto rest = line.substr(at + word.size());
    const bool crash = rest.starts_with("test case CRASHED: ");
    return {crash ? Kind::kCrash : kind, std::move(*place), rest};
  }
  return {};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), lines_(lines_of(text)) {}

  DoctestTranscript read() {
    for (std::size_t i = 0; i < lines_.size();) i = take(i);
    return std::move(seen_);
  }

 private:
  // Gives the next line to look at.
  std::size_t take(std::size_t i) {
    const std::string_view line = lines_[i].text;
    if (const std::size_t end = header_end(i); end > i) {
      take_header(i, end);
      return hide(i, end);
    }
    if (is_rule(line, '=') && i + 1 < lines_.size() && totals_of(lines_[i + 1].text)) return hide(i, i + 1);
    if (line.starts_with(kOwn)) {
      if (const auto totals = totals_of(line)) seen_.totals = totals;
      return hide(i, i + 1);
    }
    if (!below_header_) return i + 1;
    if (Head head = head_of(line); head.kind != Kind::kNone) return take_part(i, std::move(head));
    if (!is_decision(line)) return i + 1;
    if (seen_.decision.empty() && is_against_the_case(line)) seen_.decision = line;
    return hide(i, i + 1);
  }

  // A header: a rule, the place, what the case is called, its subcases, a blank line.
  std::size_t header_end(std::size_t i) const {
    if (!is_rule(lines_[i].text, '=') || i + 2 >= lines_.size()) return i;
    const std::string_view place = lines_[i + 1].text;
    if (!place.ends_with(':') || !read_place(place.substr(0, place.size() - 1))) return i;
    const std::size_t last = std::min(lines_.size(), i + kLongestHeader);
    for (std::size_t j = i + 2; j < last; ++j) {
      if (!lines_[j].text.empty()) continue;
      const bool deepest = j + 1 < last && lines_[j + 1].text.starts_with("DEEPEST SUBCASE STACK REACHED");
      if (!deepest) return j + 1;
    }
    return i;
  }

  // The subcases stand below the name, indented by two.
  void take_header(std::size_t begin, std::size_t end) {
    below_header_ = true;
    subcases_.clear();
    bool named = false;
    for (std::size_t i = begin + 2; i + 1 < end; ++i) {
      const std::string_view line = lines_[i].text;
      if (line.starts_with("DEEPEST SUBCASE STACK REACHED")) return;
      if (named && line.starts_with("  ")) {
        if (!subcases_.empty()) subcases_ += " / ";
        subcases_ += trim(line);
      }
      named = named || line.starts_with("TEST CASE:  ") || line.starts_with("  Scenario:");
    }
  }

  std::size_t take_part(std::size_t i, Head head) {
    std::size_t end = i + 1;
    while (end < lines_.size() && !lines_[end].text.empty()) ++end;
    seen_.speaks = true;
    if (head.kind == Kind::kOther) return i + 1;
    const std::size_t stop = lines_[end - 1].end;
    const auto from = static_cast<std::size_t>(head.rest.data() - text_.data());
    std::string message = shown_message(text_.substr(from, stop - from));
    if (!subcases_.empty()) message += (message.empty() ? "in subcase " : "\nin subcase ") + subcases_;
    ConsolePart part{
        .place = std::move(head.place), .message = std::move(message), .begin = lines_[i].begin, .end = stop};
    auto& place = head.kind == Kind::kCrash ? seen_.crash : seen_.failure;
    if (!place) place = std::move(part);
    return end;
  }

  // The lines from `begin` to before `end`. What a test printed without a line's end stands before a rule, and stays.
  std::size_t hide(std::size_t begin, std::size_t end) {
    seen_.speaks = true;
    const std::string_view first = lines_[begin].text;
    const std::size_t before = is_rule(first, '=') ? before_rule(first, '=').size() : 0;
    seen_.banners.push_back({lines_[begin].begin + before, lines_[end - 1].end});
    return end;
  }

  std::string_view text_;
  std::vector<TextLine> lines_;
  bool below_header_ = false;
  std::string subcases_;  // of the header before
  DoctestTranscript seen_;
};

}  // namespace

DoctestTranscript read_doctest_output(std::string_view text) { return Reader(text).read(); }

std::string doctest_own_output(std::string_view text, const Verdict& verdict) {
  DoctestTranscript transcript = read_doctest_output(text);
  for (const auto& part : {transcript.failure, transcript.crash}) {
    if (!part || part->place.file != verdict.file || part->place.line != verdict.line) continue;
    transcript.banners.push_back({part->begin, part->end});
  }
  std::string own = without_spans(text, std::move(transcript.banners));
  own.erase(0, own.find_first_not_of("\r\n"));
  return own;
}

}  // namespace maelstrom::frameworks
