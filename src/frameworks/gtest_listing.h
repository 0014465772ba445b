// What `--gtest_list_tests` prints.
#pragma once

#include <string_view>
#include <vector>

#include "frameworks/framework.h"

namespace maelstrom::frameworks {

// The cases of a listing, in its order, each once. Other text around and between (a main that prints
// before, a log) is passed over. Where that text looks like a part of the list it is taken for one:
// a case that is not there shows itself when it runs, one that was lost never does.
//
// Source of the format: googletest, UnitTestImpl::ListTestsMatchingFilter (the same in 1.8 to 1.17):
//   "Suite." ["  # TypeParam = " TYPE] NEWLINE, then "  Case" ["  # GetParam() = " VALUE] NEWLINE.
// Typed suites and registered tests may have any characters in their names.
std::vector<ListedCase> parse_gtest_listing(std::string_view text);

}  // namespace maelstrom::frameworks
