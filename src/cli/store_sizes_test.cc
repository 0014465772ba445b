#include "cli/store_sizes.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

TEST(StoreSizes, AreAsMuchAsTheDiskHas) {
  for (const std::uint64_t bytes : {kSmallestStore, UINT64_C(64) << 30, UINT64_C(9) << 40}) {
    const auto sizes = sizes_of(bytes);
    ASSERT_TRUE(sizes);
    const std::uint64_t used = sizes->cas_bytes + sizes->ac_bytes + (sizes->cas_keys + sizes->ac_keys) * 66;
    EXPECT_LE(used, bytes);
    EXPECT_GT(used, bytes - (2 << 20));
  }
}

TEST(StoreSizes, ABlobMayHaveAThirteenthAndKeysAreForFilesOf16KiB) {
  const auto sizes = sizes_of(UINT64_C(64) << 30);
  ASSERT_TRUE(sizes);
  EXPECT_EQ(sizes->largest_blob(), sizes->cas_bytes / 13);
  EXPECT_EQ(sizes->most_blobs(), (UINT64_C(64) << 30) / (16 << 10));
}

TEST(StoreSizes, ASmallStoreHasAsManyKeysAsItMayNeed) { EXPECT_EQ(sizes_of(kSmallestStore)->cas_keys, 2'000'000); }

TEST(StoreSizes, WhatIsTooSmallIsNoStore) { EXPECT_FALSE(sizes_of(kSmallestStore - 1)); }

}  // namespace
}  // namespace maelstrom::cli
