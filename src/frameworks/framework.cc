#include "frameworks/framework.h"

#include <array>

#include "frameworks/gtest.h"

namespace maelstrom::frameworks {

std::span<const std::unique_ptr<Framework>> all_frameworks() {
  static const std::array<std::unique_ptr<Framework>, 1> kFrameworks = {gtest_framework()};
  return kFrameworks;
}

}  // namespace maelstrom::frameworks
