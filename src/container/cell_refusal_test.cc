// What a cell says where it cannot make containers: the step, and the setting that forbids it.
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "container/cell.h"
#include "container/refused_calls.h"
#include "container/testbed.h"
#include "container/user_namespace_testing.h"

namespace maelstrom::container {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CellRefusalTest : public Testbed {
 protected:
  // What starting a cell gives where `change` has been made to the process before.
  std::string refusal_after(const std::function<void()>& change) {
    return in_child([&] {
      change();
      const auto started = Cell::start(options());
      return started ? std::string("it started") : started.error().message();
    });
  }
};

TEST_F(CellRefusalTest, NoNamespacesOfAnyKindByLimit) {
  SKIP_UNLESS_ALONE();
  for (const std::string kind : {"user", "mnt", "pid", "net", "ipc", "uts"}) {
    const std::string setting = "user.max_" + kind + "_namespaces";
    EXPECT_THAT(refusal_after([&] {
                  enter_user_namespace();
                  write_file("/proc/sys/user/max_" + kind + "_namespaces", "0");
                }),
                AllOf(StartsWith("cannot make containers here: unshare"), HasSubstr(setting + " is 0"),
                      HasSubstr("`sysctl " + setting + "=10000`")));
  }
}

TEST_F(CellRefusalTest, AFilterOfTheSurroundingContainer) {
  for (const std::uint32_t call : {SYS_unshare, SYS_fsmount, SYS_mount_setattr, SYS_pidfd_open, SYS_seccomp}) {
    EXPECT_THAT(refusal_after([&] { refuse({call, EPERM, std::nullopt}); }),
                AllOf(StartsWith("cannot make containers here: "), HasSubstr("`--security-opt seccomp=unconfined`")))
        << "system call " << call;
  }
}

// Root of a user namespace in which no unprivileged user exists is still real root for the host's files.
TEST_F(CellRefusalTest, RealRootThatCannotBecomeAnother) {
  SKIP_UNLESS_ALONE();
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be real root";
  EXPECT_THAT(refusal_after(enter_user_namespace),
              AllOf(HasSubstr("/proc/sys/kernel/core_pattern"), HasSubstr("Run Maelstrom as an ordinary user")));
}

}  // namespace
}  // namespace maelstrom::container
