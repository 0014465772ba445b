#include "session/near_names.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/strings.h"

namespace maelstrom::session {
namespace {

// A quarter of a second of comparing, which only somebody waits for who has selected nothing.
constexpr std::size_t kMostNames = 20'000;
constexpr std::size_t kMostSuggestions = 3;
// What stands between the parts of a name: those of GoogleTest, of modules, of paths, and words.
constexpr std::string_view kBetweenParts = ".:/ \t";

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return low;
}

// The name, and its parts if it has several.
void add_parts(const std::string& name, std::vector<std::string>& all) {
  all.push_back(name);
  if (name.find_first_of(kBetweenParts) == std::string::npos) return;
  for (std::size_t at = name.find_first_not_of(kBetweenParts); at != std::string::npos;) {
    const std::size_t end = std::min(name.find_first_of(kBetweenParts, at), name.size());
    all.push_back(name.substr(at, end - at));
    at = name.find_first_not_of(kBetweenParts, end);
  }
}

}  // namespace

void NearNames::offer(std::string_view name) {
  if (texts_.empty() || names_.size() >= kMostNames) return;
  if (names_.empty() || names_.back() != name) names_.emplace_back(name);
}

void NearNames::forget() {
  texts_.clear();
  names_.clear();
}

std::string NearNames::question() const {
  std::vector<std::string> parts;
  for (const std::string& name : names_) add_parts(name, parts);
  std::ranges::sort(parts);
  parts.erase(std::ranges::unique(parts).begin(), parts.end());
  std::vector<std::string> low;
  low.reserve(parts.size());
  for (const std::string& part : parts) low.push_back(lower(part));
  std::vector<std::string> found;
  for (const std::string& text : texts_) {
    if (text.empty() || found.size() == kMostSuggestions) continue;
    if (std::ranges::any_of(names_, [&](const std::string& name) { return name.find(text) != std::string::npos; }))
      continue;
    const auto near = nearest(lower(text), low);
    if (!near) continue;
    std::string quoted =
        "\"" + printable(parts[static_cast<std::size_t>(std::ranges::find(low, *near) - low.begin())]) + "\"";
    if (std::ranges::find(found, quoted) == found.end()) found.push_back(std::move(quoted));
  }
  return found.empty() ? std::string() : "; did you mean " + join(found, " or ") + "?";
}

}  // namespace maelstrom::session
