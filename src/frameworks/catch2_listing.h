// What Catch2 prints when it lists its cases.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frameworks/framework.h"

namespace maelstrom::frameworks {

struct Catch2Case {
  std::string name;               // as in the source; several may have the same
  std::vector<std::string> tags;  // without their brackets; "." of a hidden case
  bool operator==(const Catch2Case&) const = default;
};

// `--list-tests --list-test-names-only --verbosity high`: the list for people, then the names, one a line.
// Where a tag of the first list cannot be told for the wrapping, the case has none.
// Source of the format: Catch2 2.13, listTests and listTestsNamesOnly:
//   "Matching test cases:" { "  NAME" "    FILE:LINE" "    DESCRIPTION" ["      [TAG]..."] } "N matching test cases"
//   and a blank line, then NAME or "NAME" (of one that begins with #), TAB "@FILE:LINE".
std::vector<Catch2Case> parse_catch2_v2_listing(std::string_view text);

// `--list-tests --reporter xml`. Source of the format: Catch2 3, XmlReporter::listTests:
//   <MatchingTests> { <TestCase> <Name/> <ClassName/> <Tags/> <SourceInfo> <File/> <Line/> }
std::vector<Catch2Case> parse_catch2_v3_listing(std::string_view text);

// Named apart: of equal names each has its tags behind it, of those still equal all but the first a number.
std::vector<ListedCase> catch2_listed(const std::vector<Catch2Case>& cases);

}  // namespace maelstrom::frameworks
