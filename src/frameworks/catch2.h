// Catch2: 2.13, and 3 from 3.0.1 on.
#pragma once

#include <memory>

#include "frameworks/framework.h"

namespace maelstrom::frameworks {

// Both are "catch2" to a person; they list and choose cases by different options.
std::unique_ptr<Framework> catch2_v2_framework();
std::unique_ptr<Framework> catch2_v3_framework();

}  // namespace maelstrom::frameworks
