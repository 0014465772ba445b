// The case that a person means by a CASE argument: INTERFACE §1.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace maelstrom::cli {

// Of `names`, each CaseId::to_string(), which the argument `asked` selects: the one that it is in full, or the only
// one. Errors: Invalid with the candidates.
Result<std::string> only_one(const std::vector<std::string>& names, const std::string& asked);

// Those of `names` that `asked` may mean, as config::parse_selection() reads it. What a name alone does not tell
// (labels, suites) no filter finds. Errors: Invalid for a filter with a mistake.
Result<std::vector<std::string>> meant_by(const std::vector<std::string>& names, const std::string& asked);

}  // namespace maelstrom::cli
