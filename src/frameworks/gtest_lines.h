// The single lines of GoogleTest's output.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {

// The first line of an assertion that failed, or of a skip:
//   "FILE:LINE: Failure", "unknown file: Failure", "FILE:LINE: Skipped", "FILE(LINE): error: MESSAGE".
struct GtestPartHead {
  std::string file;
  int line = 0;
  bool skip = false;
  std::string message;  // that begins on the same line
};
std::optional<GtestPartHead> read_part_head(std::string_view line);

// "[       OK ] NAME (0 ms)" and its kin. A test's own text may stand before it on the same line.
struct LineResult {
  GtestMark mark = GtestMark::kNone;
  std::string_view before;
};
LineResult result_of(std::string_view case_name, std::string_view line);

bool begins_case(std::string_view case_name, std::string_view line);  // "[ RUN      ] NAME"
bool is_banner(std::string_view line);                                // any line with GoogleTest's brackets
bool is_footer(std::string_view line);                                // lines around a run that have none
bool sums_up_failure(std::string_view line);                          // "[  FAILED  ] 0 tests, listed below:"
std::optional<std::uint64_t> chosen_count(std::string_view line);     // "[==========] Running N tests from"
std::optional<std::uint64_t> passed_count(std::string_view line);     // "[  PASSED  ] N tests."

}  // namespace maelstrom::frameworks
