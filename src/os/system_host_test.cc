#include "os/system_host.h"

#include <gmock/gmock.h>

namespace maelstrom::os {
namespace {

TEST(SystemHost, CapturesBothStreamsAndTheExitCode) {
  const auto result =
      SystemHost().run({.argv = {"sh", "-c", "echo out; echo err >&2; pwd; exit 3"}, .working_directory = "/"});
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(result->standard_output, "out\n/\n");
  EXPECT_EQ(result->standard_error, "err\n");
}

TEST(SystemHost, MuchOutputOnBothStreamsDoesNotBlock) {
  const auto result =
      SystemHost().run({.argv = {"sh", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"}});
  EXPECT_EQ(result->standard_output.size(), 1'000'000U);
  EXPECT_EQ(result->standard_error.size(), 1'000'000U);
}

TEST(SystemHost, ASignalIsTold) {
  EXPECT_EQ(SystemHost().run({.argv = {"sh", "-c", "kill -TERM $$"}})->exit_code, 128 + 15);
}

TEST(SystemHost, AMissingProgramIsAnError) {
  const auto result = SystemHost().run({.argv = {"no-such-program-here"}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "run no-such-program-here: No such file or directory");
}

}  // namespace
}  // namespace maelstrom::os
