#include "cli/remote_engine.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

TEST(RemoteEngine, SaysHowThingsStand) {
  EXPECT_EQ(described(execute::RemoteStanding{}), "");
  EXPECT_EQ(described({.jobs = 1500, .with_engine = {.queued = 1200, .executing = 8}}),
            "on the cluster: 8 running, 1 200 queued, 292 on the way");
  EXPECT_EQ(described({.jobs = 2, .with_engine = {.executing = 1}, .uploads = {.missing = 4 << 20, .begun = 1 << 20}}),
            "on the cluster: 1 running, 1 on the way, uploading 1.0 MiB of 4.0 MiB");
  EXPECT_EQ(described({.jobs = 1, .with_engine = {.executing = 1}, .uploads = {.missing = 9, .begun = 9}}),
            "on the cluster: 1 running");
}

}  // namespace
}  // namespace maelstrom::cli
