// The verdict on a run of one doctest case.
#pragma once

#include <cstdint>

#include "core/test_case.h"
#include "frameworks/framework.h"

namespace maelstrom::frameworks {

// `number` is the case's among those that the program lists, from 1 on.
// Passed only if doctest's totals at the end and the exit code agree: a test may print lines like doctest's, and a
// main may hide the result. Assertions decide nothing: what they make of a case its decorators say.
Verdict judge_doctest(std::uint64_t number, const JobResult& result);

}  // namespace maelstrom::frameworks
