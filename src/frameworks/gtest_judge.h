// The verdict on a run of one GoogleTest case.
#pragma once

#include <string_view>

#include "core/test_case.h"

namespace maelstrom::frameworks {

// Passed only if the result line with the case's own name and the exit code agree: a test may print
// lines like GoogleTest's, and a main may hide the result.
Verdict judge_gtest(std::string_view case_name, const JobResult& result);

}  // namespace maelstrom::frameworks
