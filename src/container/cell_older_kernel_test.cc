// Containers on kernels that lack what came later, or under a filter that keeps it away.
#include <gmock/gmock.h>
#include <linux/mount.h>
#include <sys/personality.h>
#include <sys/syscall.h>

#include <cerrno>
#include <functional>

#include "container/cell.h"
#include "container/refused_calls.h"
#include "container/testbed.h"

namespace maelstrom::container {
namespace {

using ::testing::MatchesRegex;

class OlderKernelTest : public Testbed {
 protected:
  // What two jobs of one cell write, one of them strict, where `change` has been made to the process before.
  std::string seen_after(const std::function<void()>& change) {
    return in_child([&] {
      change();
      ContainerCommand strict = command({"say strict", "mount tmpfs /work"});
      strict.container.isolation = Isolation::kStrict;
      std::string text;
      for (const ContainerCommand& job : {command({"who", "descriptors", "read /data/file"}), strict}) {
        const auto result = run(job);
        text += result ? result->standard_output.head + result->standard_error.head : result.error().message();
      }
      return text;
    });
  }
};

constexpr const char* kSeenAnywhere =
    "pid 2 ppid 1 pgrp 2 sid 1\nuid 0 gid 0\ndescriptors: 0 1 2\ninput: null\nfrom the layer\n"
    "strict\nmount /work: ok\n";

TEST_F(OlderKernelTest, CloneTakesThePlaceOfClone3) {
  EXPECT_EQ(seen_after([] { refuse({SYS_clone3, ENOSYS, std::nullopt}); }), kSeenAnywhere);
}

TEST_F(OlderKernelTest, DescriptorsAreClosedOneByOneWithoutCloseRange) {
  for (const std::uint32_t error : {ENOSYS, EPERM}) {
    EXPECT_EQ(seen_after([&] {
                ASSERT_EQ(::fcntl(STDERR_FILENO, F_DUPFD, 500), 500);  // a descriptor that is inherited
                refuse({SYS_close_range, error, std::nullopt});
              }),
              kSeenAnywhere)
        << error;
  }
}

// Linux < 6.13.
TEST_F(OlderKernelTest, LayersAreNamedByPathWhereDescriptorsAreNotTaken) {
  EXPECT_EQ(seen_after([] { refuse({SYS_fsconfig, EINVAL, FSCONFIG_SET_FD}); }), kSeenAnywhere);
}

// Linux < 6.14 has one pid_max for all pid namespaces. The process calls itself 2.6, and the cell may not undo it.
TEST_F(OlderKernelTest, ALimitForEachUserTakesThePlaceOfPidMax) {
  EXPECT_THAT(in_child([&] {
                ::personality(UNAME26);
                refuse({SYS_personality, 0, std::nullopt});
                CellOptions few = options();
                few.process_limit = 100;
                restart_cell(few);
                const auto bomb = run(command({"fork-bomb"}));
                const auto next = run(command({"say next"}));
                return bomb.value().standard_output.head + next.value().standard_output.head;
              }),
              MatchesRegex("fork: EAGAIN\nforked: 9[0-9]\nnext\n"));
}

}  // namespace
}  // namespace maelstrom::container
