// Tests of CTest that choose one case each of the same program, by its name.
//
// catch_discover_tests() makes them as `PROGRAM NAME`, doctest_discover_tests() as `PROGRAM --test-case=NAME`, and the
// name stands in that of the test. A program of no framework may have tests of that form, too. Source:
// CatchAddTests.cmake of Catch2 2.13 and 3, doctestAddTests.cmake of doctest 2.4.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frameworks/framework.h"
#include "frameworks/plain.h"
#include "session/ctest_model.h"

namespace maelstrom::session {

struct ChosenCase {
  std::string name;                    // as in the source
  std::vector<std::string> arguments;  // of the test that chooses it
  frameworks::PlainTest whole;         // that test, where no framework knows the program
  bool operator==(const ChosenCase&) const = default;
};

// The name of the case that the second word of `test`'s command chooses; none if it chooses none, or by more than a
// name.
std::optional<std::string> name_chosen_by(const CtestTest& test);

// What `test` has in common with others that choose cases of its program: all but its name, its labels and that word.
CtestTest without_choice(const CtestTest& test);

// The program's cases that no test chooses are ignored; not if `chosen` is empty, nor if one that is chosen is not in
// `cases`, so that the names cannot be relied on.
void ignore_what_is_not_chosen(const std::vector<ChosenCase>& chosen, std::vector<frameworks::ListedCase>& cases);

// The tests themselves as cases, each with its own arguments.
std::vector<frameworks::ListedCase> tests_as_cases(const std::vector<ChosenCase>& chosen);

}  // namespace maelstrom::session
