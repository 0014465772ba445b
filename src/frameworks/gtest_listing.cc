#include "frameworks/gtest_listing.h"

#include <algorithm>
#include <unordered_set>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::string_view kTypeComment = ".  # TypeParam = ";
constexpr std::string_view kValueComment = "  # GetParam() = ";

struct Suite {
  std::string_view name;  // empty: the line begins none
  // Text without a line's end stood before it, it is a sentence and no suite, or text came after it: a
  // `main` of the project's own speaks. A name with a blank is then none.
  bool doubtful = false;
};

Suite suite_of(std::string_view line) {
  if (const auto comment = line.find(kTypeComment); comment != std::string_view::npos) return {line.substr(0, comment)};
  if (!line.ends_with('.')) return {};
  line.remove_suffix(1);
  const auto blank = line.find_last_of(" \t");
  if (blank == std::string_view::npos) return {line};
  return {line.substr(blank + 1), true};
}

// As googletest's kDisableTestFilter, "DISABLED_*:*/DISABLED_*", matched with either name.
bool is_disabled(std::string_view name) {
  return name.starts_with("DISABLED_") || name.find("/DISABLED_") != std::string_view::npos;
}

}  // namespace

std::vector<ListedCase> parse_gtest_listing(std::string_view text) {
  const auto most = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  std::vector<ListedCase> cases;
  cases.reserve(most);  // so that no name moves
  std::unordered_set<std::string_view> known;
  known.reserve(most);
  Suite suite;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with("  ")) {
      if (const Suite next = suite_of(line); !next.name.empty()) {
        suite = next;
      } else if (!line.empty()) {
        suite.doubtful = true;
      }
      continue;
    }
    const std::string_view test = line.substr(2, line.find(kValueComment, 2) - 2);
    if (suite.name.empty() || trim(test).empty() || test.front() == ' ') continue;
    if (suite.doubtful && test.find(' ') != std::string_view::npos) continue;
    const bool disabled = is_disabled(suite.name) || is_disabled(test);
    cases.push_back({.name = std::string(suite.name).append(1, '.').append(test),
                     .ignored = disabled ? "disabled in the source" : "",
                     .selection = {},
                     .suite = std::string(suite.name),
                     .tags = {}});
    if (!known.insert(cases.back().name).second) cases.pop_back();
  }
  return cases;
}

}  // namespace maelstrom::frameworks
