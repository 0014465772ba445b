// Which jobs' results may stand for later runs of the same job.
#pragma once

#include <string>

#include "core/job.h"

namespace maelstrom::execute {

// Why no result of `job` is ever an answer, as the end of a sentence that begins with "it"; empty if one may be.
// What counts is whether everything that the job can see is named by its action.
std::string why_never_cached(const Job& job);

}  // namespace maelstrom::execute
