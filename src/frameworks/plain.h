// A whole program as one test: exit code 0 means passed, unless the project says otherwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frameworks/framework.h"
#include "frameworks/plain_rules.h"

namespace maelstrom::frameworks {

inline constexpr std::string_view kPlainCase = "main";  // the name of its one case, where nobody gives one

// The test that a whole program is.
struct PlainTest {
  std::string name;  // empty: kPlainCase
  std::vector<std::string> labels;
  PlainRules rules;
  bool operator==(const PlainTest&) const = default;
};

// Recognises nothing by itself: it is what is left when no framework claims a program.
const Framework& plain_framework();

// The one case of a program that is `test`.
ListedCase plain_case(const PlainTest& test);

}  // namespace maelstrom::frameworks
