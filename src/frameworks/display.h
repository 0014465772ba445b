// What of a case's output a person needs to see beside its verdict.
#pragma once

#include <string>

#include "core/test_case.h"

namespace maelstrom::frameworks {

// Its standard output without what the framework printed around the case, and without the failure
// that the verdict's message holds. Empty if there is nothing else.
std::string own_output(const CaseResult& result);

}  // namespace maelstrom::frameworks
