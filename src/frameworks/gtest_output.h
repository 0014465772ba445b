// What a GoogleTest program prints while it runs one case.
//
// Source of the format: googletest, PrettyUnitTestResultPrinter and PrintTestPartResultToString.
// Between 1.8 and 1.17 "test case" became "test suite", 1.11 began to print the reason of a skip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::frameworks {

// One assertion that failed, or a skip.
struct GtestPart {
  std::string file;  // empty: "unknown file"
  int line = 0;
  std::string message;
  std::size_t begin = 0;  // its bytes in the text that was read
  std::size_t end = 0;
};

enum class GtestMark : std::uint8_t { kNone, kOk, kFailed, kSkipped };

struct GtestTranscript {
  bool speaks = false;                  // any line of GoogleTest's
  bool began = false;                   // "[ RUN      ]" with the case's name
  GtestMark mark = GtestMark::kNone;    // of the last result line with the case's name
  std::optional<std::uint64_t> chosen;  // "Running N tests from ..."
  std::optional<std::uint64_t> passed;  // "[  PASSED  ] N tests.", the last
  bool sums_up_failure = false;         // "[  FAILED  ] N tests, listed below:" after the last result line
  std::optional<GtestPart> failure;     // the first
  std::optional<GtestPart> skip;        // the first with a reason, else the first
};

// `text` without colours (see without_colours).
GtestTranscript read_gtest_output(std::string_view case_name, std::string_view text);

// `text` without ECMA-48 SGR sequences.
std::string without_colours(std::string_view text);

// `text` without the lines that GoogleTest prints around a case, and without its first failure: what
// else a person needs to see below that failure.
std::string gtest_own_output(std::string_view case_name, std::string_view text);

}  // namespace maelstrom::frameworks
