#include "report/palette.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace maelstrom::report {
namespace {

// The tests of this program run one after the other.
class PaletteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_GE(terminal_, 0);
    set("TERM", "xterm");
    set("NO_COLOR", "");
  }
  void TearDown() override {
    ::unsetenv("TERM");      // NOLINT(concurrency-mt-unsafe)
    ::unsetenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    ::close(terminal_);
  }
  static void set(const char* name, const char* value) {
    ASSERT_EQ(::setenv(name, value, 1), 0);  // NOLINT(concurrency-mt-unsafe)
  }

  const int terminal_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  static constexpr int kNone = -1;
};

TEST_F(PaletteTest, ByItselfATerminalGetsColoursAndNothingElseDoes) {
  EXPECT_TRUE(wants_colour("auto", terminal_));
  EXPECT_FALSE(wants_colour("auto", kNone));
  set("TERM", "dumb");
  EXPECT_FALSE(wants_colour("auto", terminal_));
}

TEST_F(PaletteTest, WhoeverSaysNoColorGetsNoneUnlessAlwaysIsAsked) {
  set("NO_COLOR", "1");
  EXPECT_FALSE(wants_colour("auto", terminal_));
  EXPECT_TRUE(wants_colour("always", kNone));
}

TEST_F(PaletteTest, NeverMeansNever) { EXPECT_FALSE(wants_colour("never", terminal_)); }

}  // namespace
}  // namespace maelstrom::report
