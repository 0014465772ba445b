#include "frameworks/gtest_lines.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::array<std::string_view, 8> kBanners = {"[==========] ", "[----------] ", "[ RUN      ] ",
                                                      "[       OK ] ", "[  FAILED  ] ", "[  SKIPPED ] ",
                                                      "[  PASSED  ] ", "[ DISABLED ] "};
constexpr std::array<std::pair<std::string_view, GtestMark>, 3> kResults = {
    {{kBanners[3], GtestMark::kOk}, {kBanners[4], GtestMark::kFailed}, {kBanners[5], GtestMark::kSkipped}}};

// Splits "FILE:LINE" or "FILE(LINE)" at the end of `place`.
std::optional<GtestPartHead> location(std::string_view place, char before_number) {
  const auto at = place.rfind(before_number);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto line = parse_unsigned(place.substr(at + 1));
  if (!line || *line > INT32_MAX) return std::nullopt;
  return GtestPartHead{.file = std::string(place.substr(0, at)), .line = static_cast<int>(*line)};
}

std::optional<GtestPartHead> gnu_head(std::string_view line, std::string_view ending, bool skip) {
  if (!line.ends_with(ending)) return std::nullopt;
  line.remove_suffix(ending.size());
  auto head = line.ends_with("unknown file") ? GtestPartHead{} : location(line, ':');
  if (head) head->skip = skip;
  return head;
}

std::optional<GtestPartHead> msvc_head(std::string_view line) {
  constexpr std::string_view kError = "): error: ";
  const auto at = line.find(kError);
  if (at == std::string_view::npos) return std::nullopt;
  auto head = location(line.substr(0, at), '(');
  if (head) head->message = line.substr(at + kError.size());
  return head;
}

// True if `rest` is `name` and nothing but GoogleTest's own additions behind it.
bool names(std::string_view rest, std::string_view name) {
  if (!rest.starts_with(name)) return false;
  rest.remove_prefix(name.size());
  if (rest.empty() || rest == "\r") return true;
  return rest.starts_with(" (") || rest.starts_with(", where TypeParam = ") ||
         rest.starts_with(", where GetParam() = ");
}

// Where the last of `line`'s brackets that may begin a banner stands.
std::size_t last_bracket(std::string_view line) {
  const void* found = ::memrchr(line.data(), '[', line.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - line.data());
}

// The number behind `prefix`, if `line` is the prefix, a number and then `unit`.
std::optional<std::uint64_t> count_in(std::string_view line, std::string_view prefix, std::string_view unit) {
  if (!line.starts_with(prefix)) return std::nullopt;
  line.remove_prefix(prefix.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !line.substr(blank).starts_with(unit)) return std::nullopt;
  return parse_unsigned(line.substr(0, blank));
}

}  // namespace

std::optional<GtestPartHead> read_part_head(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (auto head = gnu_head(line, ": Failure", false)) return head;
  if (auto head = gnu_head(line, ": Skipped", true)) return head;
  return msvc_head(line);
}

// A test may have written before it on the same line, brackets too: the last one counts.
LineResult result_of(std::string_view case_name, std::string_view line) {
  for (auto at = last_bracket(line); at != std::string_view::npos; at = last_bracket(line.substr(0, at))) {
    const std::string_view rest = line.substr(at);
    for (const auto& [banner, mark] : kResults) {
      if (rest.starts_with(banner) && names(rest.substr(banner.size()), case_name)) return {mark, line.substr(0, at)};
    }
  }
  return {};
}

bool begins_case(std::string_view case_name, std::string_view line) {
  constexpr std::string_view kRun = kBanners[2];
  for (auto at = last_bracket(line); at != std::string_view::npos; at = last_bracket(line.substr(0, at))) {
    const std::string_view rest = line.substr(at);
    if (rest.starts_with(kRun) && names(rest.substr(kRun.size()), case_name)) return true;
  }
  return false;
}

bool is_banner(std::string_view line) {
  return line.starts_with('[') &&
         std::ranges::any_of(kBanners, [&](std::string_view banner) { return line.starts_with(banner); });
}

bool is_footer(std::string_view line) {
  if (line.starts_with("Note: Google Test filter = ") || line.starts_with("Running main() from ")) return true;
  line = trim(line);
  for (const std::string_view unit : {" FAILED TEST", " FAILED TESTS", " FAILED TEST SUITE", " FAILED TEST SUITES",
                                      " FAILED TEST CASE", " FAILED TEST CASES"}) {
    if (line.ends_with(unit) && parse_unsigned(line.substr(0, line.size() - unit.size()))) return true;
  }
  return line.starts_with("YOU HAVE ") && line.find(" DISABLED TEST") != std::string_view::npos;
}

bool sums_up_failure(std::string_view line) {
  return count_in(line, kBanners[4], " test").has_value() && line.find(", listed below:") != std::string_view::npos;
}

std::optional<std::uint64_t> chosen_count(std::string_view line) {
  return count_in(line, "[==========] Running ", " test");
}

std::optional<std::uint64_t> passed_count(std::string_view line) { return count_in(line, kBanners[6], " test"); }

}  // namespace maelstrom::frameworks
