#include "execute/output_limit.h"

#include <gtest/gtest.h>

namespace maelstrom::execute {
namespace {

TEST(OutputLimit, WhatFitsStays) {
  Output output{.head = "abcdef", .tail = {}, .dropped = 0};
  keep_within(output, 6);
  EXPECT_EQ(output.head, "abcdef");
  EXPECT_FALSE(output.truncated());
}

TEST(OutputLimit, TheMiddleGoes) {
  Output output{.head = "abcdefghij", .tail = {}, .dropped = 0};
  keep_within(output, 5);
  EXPECT_EQ(output.head, "ab");
  EXPECT_EQ(output.tail, "hij");
  EXPECT_EQ(output.dropped, 5U);
}

TEST(OutputLimit, WhatWasCutBeforeIsCutOn) {
  Output output{.head = "abcd", .tail = "wxyz", .dropped = 100};
  keep_within(output, 5);
  EXPECT_EQ(output.head, "ab");
  EXPECT_EQ(output.tail, "xyz");
  EXPECT_EQ(output.dropped, 103U);
}

}  // namespace
}  // namespace maelstrom::execute
