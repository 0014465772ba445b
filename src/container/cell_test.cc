// What the processes of a test see of themselves.
#include "container/cell.h"

#include <gmock/gmock.h>

#include "container/testbed.h"

namespace maelstrom::container {
namespace {

using ::testing::HasSubstr;

using CellTest = Testbed;

TEST_F(CellTest, TestIsPid2UnderAnInitAndLeadsItsGroupButNotTheSession) {
  EXPECT_EQ(see({"who"}), "pid 2 ppid 1 pgrp 2 sid 1\nuid 0 gid 0\n");
}

}  // namespace
}  // namespace maelstrom::container
