#include "os/user_namespace.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace maelstrom::os {
namespace {

TEST(UserNamespace, TheFirstOneMapsEveryId) {
  const std::string_view map = "         0          0 4294967295\n";
  EXPECT_TRUE(maps_id(map, 0));
  EXPECT_TRUE(maps_id(map, 61000));
}

TEST(UserNamespace, ARangeEndsWhereItsCountSays) {
  const std::string_view map = "0 1000 1\n1 100000 65536\n";
  EXPECT_TRUE(maps_id(map, 65536));
  EXPECT_FALSE(maps_id(map, 65537));
}

TEST(UserNamespace, WithOneIdOthersHaveNoMeaning) {
  EXPECT_FALSE(maps_id("         0       1000          1\n", 61000));
  EXPECT_FALSE(maps_id("", 0));
}

TEST(UserNamespace, ThisProcessIsMapped) { EXPECT_TRUE(maps_owner(::geteuid(), ::getegid()).value()); }

}  // namespace
}  // namespace maelstrom::os
