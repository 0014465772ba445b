#include "frameworks/catch2_spec.h"

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace maelstrom::frameworks {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

// The first tag of `from` that `other` has not; none that has a meaning of its own in a spec.
const std::string* tag_beside(const Catch2Case& from, const Catch2Case& other) {
  const auto has = [](const Catch2Case& one, const std::string& tag) {
    return std::ranges::any_of(one.tags, [&](const std::string& its) { return lower(its) == lower(tag); });
  };
  for (const std::string& tag : from.tags) {
    if (tag.empty() || tag.starts_with('.') || tag.find_first_of("[]\\,\"") != std::string::npos) continue;
    if (!has(other, tag)) return &tag;
  }
  return nullptr;
}

// With a "\\" before each character that would have a meaning; `own` is the one that ends such a pattern.
std::string escaped(std::string_view name, char own) {
  std::string text;
  for (const char c : name) {
    if (c == ',' || c == '\\' || c == own) text += '\\';
    text += c;
  }
  return text;
}

std::string quoted(std::string_view name) { return '"' + escaped(name, '"') + '"'; }

}  // namespace

std::string catch2_pattern(std::string_view name) {
  const bool plain = !name.empty() && std::string_view(" ~[\",\\-").find(name.front()) == std::string_view::npos;
  return plain ? escaped(name, '[') : quoted(name);
}

bool Catch2Specs::Pattern::matches(std::string_view name) const {
  if (open_begin && open_end) return name.find(text) != std::string_view::npos;
  if (open_begin) return name.ends_with(text);
  if (open_end) return name.starts_with(text);
  return name == text;
}

Catch2Specs::Pattern Catch2Specs::pattern_of(const std::string& normal) {
  Pattern pattern{.text = normal};
  if (pattern.text.starts_with('*')) {
    pattern.text.erase(0, 1);
    pattern.open_begin = true;
  }
  if (pattern.text.ends_with('*')) {
    pattern.text.pop_back();
    pattern.open_end = true;
  }
  return pattern;
}

Catch2Specs::Catch2Specs(const std::vector<Catch2Case>& cases) : cases_(cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    normal_.push_back(lower(trim(cases[i].name)));
    by_normal_[normal_.back()].push_back(i);
  }
}

std::vector<std::size_t> Catch2Specs::chosen_by_name(std::size_t index) const {
  const Pattern pattern = pattern_of(normal_[index]);
  if (!pattern.open_begin && !pattern.open_end) return by_normal_.at(normal_[index]);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < normal_.size(); ++i) {
    if (pattern.matches(normal_[i])) chosen.push_back(i);
  }
  return chosen;
}

std::optional<std::string> Catch2Specs::of(std::size_t index) const {
  const Catch2Case& wanted = cases_[index];
  std::set<std::string> conditions;
  for (const std::size_t other : chosen_by_name(index)) {
    if (other == index) continue;
    if (const std::string* tag = tag_beside(cases_[other], wanted)) {
      conditions.insert("~[" + *tag + "]");
    } else if (const std::string* own = tag_beside(wanted, cases_[other])) {
      conditions.insert("[" + *own + "]");
    } else if (normal_[other] != normal_[index] && !pattern_of(normal_[other]).matches(normal_[index])) {
      conditions.insert("~" + quoted(cases_[other].name));
    } else if (other < index) {
      return std::nullopt;
    }
  }
  // The name last: if it stands without quotes, it goes on to the end.
  return join(std::vector(conditions.begin(), conditions.end()), "") + catch2_pattern(wanted.name);
}

}  // namespace maelstrom::frameworks
