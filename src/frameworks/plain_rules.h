// What a project says of how the end of a whole program is to be judged, as CTest does.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::frameworks {

// Who says what the end of a program means.
enum class Protocol : std::uint8_t { kCtest, kMesonExitCode, kMesonTap, kMesonRust };

// The properties of CTest of these names. Source: cmake-properties(7). Of Meson's tests only will_fail counts, which is
// called should_fail there.
struct PlainRules {
  std::vector<std::string> pass_regular_expression;
  std::vector<std::string> fail_regular_expression;
  std::vector<std::string> skip_regular_expression;
  std::vector<std::string> timeout_after_match;  // of a line; the time before one matches is timeout_before_match
  std::optional<int> skip_return_code;
  bool will_fail = false;
  std::chrono::seconds timeout_before_match{0};  // 0 = none
  Protocol protocol = Protocol::kCtest;
  auto operator<=>(const PlainRules&) const = default;

  // Whether they are about the program as a whole, so that its cases, one by one, would give other outcomes.
  bool concern_the_whole() const {
    return will_fail || !pass_regular_expression.empty() || !fail_regular_expression.empty() || has_lines();
  }
  bool read_the_output() const {
    return !pass_regular_expression.empty() || !fail_regular_expression.empty() || !skip_regular_expression.empty() ||
           may_come_late() || has_lines();
  }
  bool may_come_late() const { return !timeout_after_match.empty() && timeout_before_match.count() > 0; }
  // Whether a line of the output is the result of a test in it.
  bool has_lines() const { return protocol == Protocol::kMesonTap || protocol == Protocol::kMesonRust; }
};

// Expressions look at standard output with standard error behind it; CTest has the two as they came. A program that
// did not exit by itself has failed, whatever they say. What Meson's protocols say is in frameworks/meson_rules.h.
// Source: CMake 3.25, Source/CTest/cmCTestRunTest.cxx (cmCTestRunTest::EndTest).
Verdict judge_plain(const PlainRules& rules, const JobResult& result);

}  // namespace maelstrom::frameworks
