// What a doctest program prints while it runs one case, by its console reporter.
//
// Source of the format: doctest 2.4, ConsoleReporter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frameworks/console_text.h"

namespace maelstrom::frameworks {

// "[doctest] test cases:  3 |  2 passed | 1 failed | 4 skipped"
struct DoctestTotals {
  std::uint64_t chosen = 0;  // that pass the filters: also those out of the range that was asked for
  std::uint64_t failed = 0;
};

struct DoctestTranscript {
  // Of what follows, all but the totals is taken only below one of doctest's headers: a test may print such lines.
  bool speaks = false;                  // any line of doctest's
  std::optional<DoctestTotals> totals;  // the last; none: it did not come to an end
  std::optional<ConsolePart> failure;   // the first assertion that failed, or exception
  std::optional<ConsolePart> crash;     // the signal that ended the case
  std::string decision;                 // why the case failed, where it was not for an assertion: a decorator
  std::vector<Span> banners;            // what doctest prints around the case
};

// `text` without colours.
DoctestTranscript read_doctest_output(std::string_view text);

// `text` without what doctest prints around the case, and without the failure that `verdict` tells.
std::string doctest_own_output(std::string_view text, const Verdict& verdict);

}  // namespace maelstrom::frameworks
