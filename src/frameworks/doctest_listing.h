// The list of cases that a doctest program gives by --list-test-cases --reporters=xml.
//
// Source of the format: doctest 2.4, XmlReporter::report_query.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "frameworks/framework.h"

namespace maelstrom::frameworks {

struct DoctestCase {
  std::string name;   // as in the source: it may begin with blanks, and others may have it too
  std::string suite;  // empty: none
  std::string file;   // as the compiler was given it
  int line = 0;
  bool skipped = false;  // by the decorator skip
};

// The last list in `text`, in its order; empty if there is none.
// Errors: Invalid if it does not tell which cases are skipped, as before 2.4.4.
Result<std::vector<DoctestCase>> parse_doctest_listing(std::string_view text);

// The same cases as Maelstrom names them: those of one name are told apart by their places.
std::vector<ListedCase> doctest_listed(const std::vector<DoctestCase>& cases);

}  // namespace maelstrom::frameworks
