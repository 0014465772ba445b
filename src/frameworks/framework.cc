#include "frameworks/framework.h"

#include <array>

#include "frameworks/catch2.h"
#include "frameworks/doctest.h"
#include "frameworks/gtest.h"

namespace maelstrom::frameworks {

std::span<const std::unique_ptr<Framework>> all_frameworks() {
  static const std::array<std::unique_ptr<Framework>, 4> kFrameworks = {gtest_framework(), catch2_v3_framework(),
                                                                        catch2_v2_framework(), doctest_framework()};
  return kFrameworks;
}

}  // namespace maelstrom::frameworks
