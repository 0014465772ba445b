#include "frameworks/catch2_listing.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <utility>

#include "base/strings.h"
#include "frameworks/console_text.h"
#include "frameworks/unique_names.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::string_view kHeading = "Matching test cases:";
constexpr std::string_view kTagIndent = "      ";

// "[a][b]"
std::vector<std::string> tags_in(std::string_view text) {
  std::vector<std::string> tags;
  for (auto open = text.find('['); open != std::string_view::npos; open = text.find('[')) {
    const auto close = text.find(']', open);
    if (close == std::string_view::npos) break;
    tags.emplace_back(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return tags;
}

bool ends_the_first_list(std::string_view line) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !parse_unsigned(line.substr(0, blank))) return false;
  return line.substr(blank) == " matching test case" || line.substr(blank) == " matching test cases";
}

struct NamedPlace {
  std::string name;
  std::string place;  // "FILE:LINE"
};

// The second list. A name may have line ends in it.
std::vector<NamedPlace> names_in(std::string_view text) {
  std::vector<NamedPlace> found;
  std::string name;
  for (const TextLine& line : lines_of(text)) {
    name += line.text;
    const auto tab = name.rfind("\t@");
    if (tab == std::string::npos || !read_place(std::string_view(name).substr(tab + 2))) {
      name += '\n';
      continue;
    }
    NamedPlace one{.name = name.substr(0, tab), .place = name.substr(tab + 2)};
    if (one.name.starts_with("\"#") && one.name.ends_with('"')) one.name = one.name.substr(1, one.name.size() - 2);
    found.push_back(std::move(one));
    name.clear();
  }
  return found;
}

std::string without_blanks(std::string_view text) {
  std::string squeezed(text);
  std::erase_if(squeezed, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return squeezed;
}

// Reads the first list along the names of the second: only so can its wrapped lines be told apart.
class TagReader {
 public:
  explicit TagReader(std::string_view text) : lines_(lines_of(text)) {}

  // The tags of `one`, which `next` follows in the list if there is one.
  std::vector<std::string> tags_of(const NamedPlace& one, const NamedPlace* next) {
    const auto begin = after(at_, one);
    if (!begin) return {};
    std::size_t end = *begin;
    while (end < lines_.size() && !(next != nullptr && after(end, *next))) ++end;
    if (next != nullptr && end == lines_.size()) return {};
    at_ = end;
    std::string tags;
    for (std::size_t i = *begin; i < end; ++i) {
      const std::string_view line = lines_[i].text;
      if (!line.starts_with(kTagIndent)) continue;
      if (!tags.empty() || line.substr(kTagIndent.size()).starts_with('[')) tags += line.substr(kTagIndent.size());
    }
    return tags_in(tags);
  }

 private:
  // The line behind the name and the place of `one`, if they stand from line `at` on.
  std::optional<std::size_t> after(std::size_t at, const NamedPlace& one) const {
    const std::string wanted = without_blanks(one.name + one.place);
    std::string got;
    for (; at < lines_.size() && got.size() < wanted.size(); ++at) {
      got += without_blanks(lines_[at].text);
      if (!std::string_view(wanted).starts_with(got)) return std::nullopt;
    }
    if (got != wanted) return std::nullopt;
    return at;
  }

  std::vector<TextLine> lines_;
  std::size_t at_ = 0;
};

bool is_hidden(const Catch2Case& one) { return std::ranges::find(one.tags, ".") != one.tags.end(); }

std::string written_tags(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) text += "[" + tag + "]";
  return text;
}

}  // namespace

std::vector<Catch2Case> parse_catch2_v2_listing(std::string_view text) {
  const auto lines = lines_of(text);
  const auto is_heading = [](const TextLine& line) { return line.text == kHeading; };
  const auto first = std::ranges::find_if(lines, is_heading);
  const auto last =
      std::find_if(first, lines.end(), [](const TextLine& line) { return ends_the_first_list(line.text); });
  if (last == lines.end() || last + 1 == lines.end()) return {};
  const auto names = names_in(text.substr((last + 1)->end));
  TagReader reader(text.substr(first->end, last->begin - first->end));
  std::vector<Catch2Case> cases;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const NamedPlace* next = i + 1 < names.size() ? &names[i + 1] : nullptr;
    cases.push_back({.name = names[i].name, .tags = reader.tags_of(names[i], next)});
  }
  return cases;
}

std::vector<Catch2Case> parse_catch2_v3_listing(std::string_view text) {
  constexpr std::string_view kOpen = "<MatchingTests>";
  constexpr std::string_view kClose = "</MatchingTests>";
  const auto begin = text.rfind(kOpen);
  const auto end = text.rfind(kClose);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  text = text.substr(begin, end + kClose.size() - begin);
  pugi::xml_document document;
  constexpr unsigned kAsWritten = pugi::parse_escapes | pugi::parse_ws_pcdata;
  if (!document.load_buffer(text.data(), text.size(), kAsWritten, pugi::encoding_utf8)) return {};
  std::vector<Catch2Case> cases;
  for (const auto& test : document.child("MatchingTests").children("TestCase")) {
    cases.push_back({.name = test.child("Name").text().get(), .tags = tags_in(test.child("Tags").text().get())});
  }
  return cases;
}

std::vector<ListedCase> catch2_listed(const std::vector<Catch2Case>& cases) {
  std::map<std::string_view, int> users;
  for (const Catch2Case& one : cases) ++users[one.name];
  UniqueNames names;
  std::vector<ListedCase> listed;
  for (const Catch2Case& one : cases) {
    std::string name = one.name;
    if (users[one.name] > 1) name += (name.empty() ? "" : " ") + written_tags(one.tags);
    ListedCase entry{.name = names.unique(name), .ignored = is_hidden(one) ? "hidden in the source" : ""};
    std::ranges::copy_if(one.tags, std::back_inserter(entry.tags),
                         [](const std::string& tag) { return tag != "." && tag != "!hide"; });
    listed.push_back(std::move(entry));
  }
  return listed;
}

}  // namespace maelstrom::frameworks
