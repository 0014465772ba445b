// The verdict on a run of one Catch2 case.
#pragma once

#include "core/test_case.h"
#include "frameworks/framework.h"

namespace maelstrom::frameworks {

// Passed only if Catch2's totals at the end and the exit code agree: a test may print lines like Catch2's, and a
// main may hide the result.
Verdict judge_catch2(const ListedCase& one, const JobResult& result);

}  // namespace maelstrom::frameworks
