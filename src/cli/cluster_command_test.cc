#include "cli/cluster_command.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

reapi::QueuedOperation operation(const std::string& share, const std::string& run, bool executing) {
  return {.name = "x", .invocations = {run}, .correlated = share, .executing = executing};
}

TEST(ClusterStatus, TellsOfEachRunWhatRunsAndWhatWaits) {
  EXPECT_EQ(described({operation("bob@ci", "r1", true), operation("ann@laptop", "run2", false),
                       operation("ann@laptop", "r3", true), operation("ann@laptop", "r3", false)}),
            "2 running, 2 queued\n"
            "  ann@laptop  r3    1 running, 1 queued\n"
            "  ann@laptop  run2  0 running, 1 queued\n"
            "  bob@ci      r1    1 running, 0 queued\n");
}

TEST(ClusterStatus, WhatHasEndedIsNotTold) {
  reapi::QueuedOperation ended = operation("ann", "r", false);
  ended.completed = true;
  EXPECT_EQ(described({ended}), "nothing to do\n");
  EXPECT_EQ(described({{.name = "of another tool"}}), "0 running, 1 queued\n  somebody  -  0 running, 1 queued\n");
}

}  // namespace
}  // namespace maelstrom::cli
