// The environment that CTest gives to a test, beside what is inherited.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/container.h"

namespace maelstrom::session {

// Takes the elements "NAME=VALUE" of the property ENVIRONMENT.
void set_variables(Environment& environment, const std::vector<std::string>& elements);

// Applies the elements "NAME=OPERATION:VALUE" of the property ENVIRONMENT_MODIFICATION, in order, to what ENVIRONMENT
// gives. A variable that this does not set begins as every test has it (PATH), else empty, for nothing is inherited.
// Source: cmake-properties(7), ENVIRONMENT_MODIFICATION. Errors: Invalid for an element that CTest does not understand,
// and so does not run the test for; `environment` is then as it was.
Status modify_variables(Environment& environment, const std::vector<std::string>& elements);

}  // namespace maelstrom::session
