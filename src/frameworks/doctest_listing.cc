#include "frameworks/doctest_listing.h"

#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>
#include <utility>

#include "frameworks/unique_names.h"

namespace maelstrom::frameworks {
namespace {

// Without its directory, which another checkout would not share.
std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

Result<std::vector<DoctestCase>> parse_doctest_listing(std::string_view text) {
  constexpr std::string_view kOpen = "<doctest ";
  constexpr std::string_view kClose = "</doctest>";
  std::vector<DoctestCase> cases;
  const auto begin = text.rfind(kOpen);
  const auto end = text.rfind(kClose);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return cases;
  text = text.substr(begin, end + kClose.size() - begin);
  pugi::xml_document document;
  constexpr unsigned kAsWritten = pugi::parse_escapes;
  if (!document.load_buffer(text.data(), text.size(), kAsWritten, pugi::encoding_utf8)) return cases;
  const auto root = document.child("doctest");
  for (const auto& test : root.children("TestCase")) {
    const auto skipped = test.attribute("skipped");
    if (!skipped) {
      return invalid(fmt::format("doctest {} does not tell which of its cases are skipped; 2.4.4 and later do",
                                 root.attribute("version").as_string("of no known version")));
    }
    cases.push_back({.name = test.attribute("name").value(),
                     .suite = test.attribute("testsuite").value(),
                     .file = test.attribute("filename").value(),
                     .line = test.attribute("line").as_int(),
                     .skipped = skipped.as_bool()});
  }
  return cases;
}

std::vector<ListedCase> doctest_listed(const std::vector<DoctestCase>& cases) {
  std::map<std::string_view, int> users;
  for (const DoctestCase& one : cases) ++users[one.name];
  UniqueNames names;
  std::vector<ListedCase> listed;
  listed.reserve(cases.size());
  for (const DoctestCase& one : cases) {
    std::string name = one.name;
    if (users[one.name] > 1) {
      name += fmt::format("{}({}:{})", name.empty() ? "" : " ", file_name(one.file), one.line);
    }
    listed.push_back({.name = names.unique(name),
                      .ignored = one.skipped ? "skipped in the source" : "",
                      .selection = {},
                      .suite = one.suite,
                      .tags = {}});
  }
  return listed;
}

}  // namespace maelstrom::frameworks
