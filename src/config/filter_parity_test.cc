// The filters that were recorded from the Rust edition's programs. What only Cargo's tests have is asked of something
// else here: a package is an artifact, a kind of target a framework.
#include <gmock/gmock.h>
#include <re2/re2.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "config/case_argument.h"

namespace maelstrom::config {
namespace {

using nlohmann::json;

json recorded() { return json::parse(std::ifstream(MAELSTROM_PARITY_FILTERS)); }

std::string in_our_words(std::string filter) {
  static const re2::RE2 kKind(R"(\b(library|binary|example|benchmark|test)\b)");
  static const re2::RE2 kPackage(R"(\bpackage\.)");
  re2::RE2::GlobalReplace(&filter, kKind, R"(framework.equals(\1))");
  re2::RE2::GlobalReplace(&filter, kPackage, "artifact.");
  return filter;
}

// "PACKAGE NAME", or "PACKAGE TARGET NAME".
bool selects(const Selection& selection, const json& test) {
  const std::string line = test.at("line");
  const std::string kind = test.at("kind");
  const auto words = split(line, ' ');
  return selection.selects({.name = words.back(), .artifact = words.front(), .framework = kind});
}

// As the command line reads filters, but for words that are no filter at all: those are parts of names here.
Result<Selection> selection_of(const json& one) {
  Selection selection;
  for (const auto& [key, filters] :
       {std::pair("include", &selection.includes), std::pair("exclude", &selection.excludes)}) {
    for (const auto& text : one.value(key, json::array())) {
      TRY_ASSIGN(filter, Filter::parse(in_our_words(text)));
      filters->push_back(std::move(filter));
    }
  }
  return selection;
}

TEST(FilterParity, EachSelectsWhatItSelectedThere) {
  const json all = recorded();
  std::size_t compared = 0;
  for (const json& one : all.at("cases")) {
    SCOPED_TRACE(one.dump());
    const auto selection = selection_of(one);
    ASSERT_EQ(selection.has_value(), one.contains("tests")) << (selection ? "" : selection.error().message());
    if (!selection) continue;
    std::vector<std::string> selected;
    for (const json& test : all.at("tests")) {
      if (selects(*selection, test)) selected.push_back(test.at("line"));
    }
    EXPECT_THAT(selected, ::testing::UnorderedElementsAreArray(one.at("tests").get<std::vector<std::string>>()));
    ++compared;
  }
  EXPECT_GT(compared, 60U);
}

}  // namespace
}  // namespace maelstrom::config
