#include "config/case_argument.h"

#include <algorithm>
#include <cctype>

namespace maelstrom::config {
namespace {

bool is_one_word(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

bool is_simple_selector(std::string_view word) {
  constexpr std::string_view kSimple[] = {"all", "any", "true", "none", "false", "failed", "new"};
  return std::ranges::find(kSimple, word) != std::end(kSimple);
}

bool looks_like_filter(std::string_view text) {
  return text.substr(0, text.find("::")).find_first_of(" \t\n(){}<>|&!~\\") != std::string_view::npos;
}

}  // namespace

bool Selection::selects(const FilterSubject& subject) const {
  const auto matches = [&](const Filter& filter) { return filter.matches(subject); };
  return (includes.empty() || std::ranges::any_of(includes, matches)) && std::ranges::none_of(excludes, matches) &&
         (!within || matches(*within));
}

bool Selection::may_select_artifact(std::string_view artifact) const {
  const auto may = [&](const Filter& filter) { return filter.may_match_artifact(artifact); };
  const auto must = [&](const Filter& filter) { return filter.must_match_artifact(artifact); };
  return (includes.empty() || std::ranges::any_of(includes, may)) && std::ranges::none_of(excludes, must) &&
         (!within || may(*within));
}

std::vector<std::string> Selection::texts() const {
  std::vector<std::string> all;
  for (const Filter& filter : includes) filter.add_texts(all);
  if (within) within->add_texts(all);
  return all;
}

bool Selection::asks_past() const {
  return std::ranges::any_of(includes, &Filter::asks_past) || std::ranges::any_of(excludes, &Filter::asks_past) ||
         (within && within->asks_past());
}

Result<Filter> parse_selection(std::string_view text) {
  if (text.empty()) return invalid("the filter is empty");
  if (is_one_word(text) && !is_simple_selector(text)) return Filter::part_of_case(text);
  auto filter = Filter::parse(text);
  if (filter || looks_like_filter(text)) return filter;
  return text.find("::") != std::string_view::npos ? Filter::case_id(text) : Filter::part_of_case(text);
}

}  // namespace maelstrom::config
