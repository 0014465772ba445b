// What a Catch2 program prints while it runs one case, by its console reporter.
//
// Source of the format: Catch2, ConsoleReporter of 2.13 and of 3; 3.3 began to skip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "frameworks/console_text.h"

namespace maelstrom::frameworks {

// "All tests passed (2 assertions in 1 test case)", or
// "test cases: 3 | 1 passed | 1 failed | 1 failed as expected": the counts of cases.
struct Catch2Totals {
  std::uint64_t cases = 0;  // 0: "No tests ran"
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::uint64_t failed_assertions = 0;
};

struct Catch2Transcript {
  // Of what follows, only what stands below one of Catch2's headers is taken: a test may print such lines.
  bool speaks = false;                 // any line of Catch2's
  std::optional<Catch2Totals> totals;  // the last; none: it did not come to an end
  std::optional<ConsolePart> failure;  // the first
  std::optional<ConsolePart> fatal;    // the signal that ended the case
  std::optional<ConsolePart> skip;     // the first
  std::vector<Span> banners;           // what Catch2 prints around the case
};

// `text` without colours.
Catch2Transcript read_catch2_output(std::string_view text);

// `text` without what Catch2 prints around the case, and without the failure or the skip that `verdict` tells.
std::string catch2_own_output(std::string_view text, const Verdict& verdict);

}  // namespace maelstrom::frameworks
