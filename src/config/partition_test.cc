#include "config/partition.h"

#include <gtest/gtest.h>

namespace maelstrom::config {
namespace {

TEST(Partition, IsAKindAPartAndTheirNumber) {
  EXPECT_EQ(parse_partition("hash:1/3"), (Partition{Partition::Kind::kHash, 1, 3}));
  EXPECT_EQ(parse_partition("slice:3/3"), (Partition{Partition::Kind::kSlice, 3, 3}));
  EXPECT_EQ(parse_partition("time:1/1"), (Partition{Partition::Kind::kTime, 1, 1}));
}

TEST(Partition, AnythingElseIsNone) {
  for (const char* text : {"", "1/3", "hash:", "hash:/", "hash:0/3", "hash:4/3", "hash:1/0", "hash:1/3x", "hash:-1/3",
                           "count:1/3", "hash1/3:", "hash:1/10001", "hash:1:2/3"}) {
    EXPECT_FALSE(parse_partition(text)) << text;
  }
}

}  // namespace
}  // namespace maelstrom::config
