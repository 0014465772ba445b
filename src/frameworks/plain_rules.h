// What a project says of how the end of a whole program is to be judged, as CTest does.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::frameworks {

// The properties of CTest of these names. Source: cmake-properties(7).
struct PlainRules {
  std::vector<std::string> pass_regular_expression;
  std::vector<std::string> fail_regular_expression;
  std::vector<std::string> skip_regular_expression;
  std::optional<int> skip_return_code;
  bool will_fail = false;
  auto operator<=>(const PlainRules&) const = default;

  // Whether they are about the program as a whole, so that its cases, one by one, would give other outcomes.
  bool concern_the_whole() const {
    return will_fail || !pass_regular_expression.empty() || !fail_regular_expression.empty();
  }
  bool read_the_output() const {
    return !pass_regular_expression.empty() || !fail_regular_expression.empty() || !skip_regular_expression.empty();
  }
};

// Expressions look at standard output with standard error behind it; CTest has the two as they came. A program that
// did not exit by itself has failed, whatever they say.
// Source: CMake 3.25, Source/CTest/cmCTestRunTest.cxx (cmCTestRunTest::EndTest).
Verdict judge_plain(const PlainRules& rules, const JobResult& result);

}  // namespace maelstrom::frameworks
