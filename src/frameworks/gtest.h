// GoogleTest, 1.8 to 1.17.
#pragma once

#include <memory>
#include <string>

#include "core/test_case.h"
#include "frameworks/framework.h"

namespace maelstrom::frameworks {

std::unique_ptr<Framework> gtest_framework();

// The --gtest_filter that selects `case_name`. The filter has no quoting: each character with a
// meaning in it becomes "?", which matches that character.
std::string gtest_filter(std::string_view case_name);

}  // namespace maelstrom::frameworks
