// doctest: 2.4.4 and later.
#pragma once

#include <memory>

#include "frameworks/framework.h"

namespace maelstrom::frameworks {

std::unique_ptr<Framework> doctest_framework();

}  // namespace maelstrom::frameworks
