// A whole program as one test: exit code 0 means passed.
#pragma once

#include <string_view>

#include "frameworks/framework.h"

namespace maelstrom::frameworks {

inline constexpr std::string_view kPlainCase = "main";  // the name of its one case

// Recognises nothing by itself: it is what is left when no framework claims a program.
const Framework& plain_framework();

}  // namespace maelstrom::frameworks
