// The filter holds for every kind of program that the kernel runs.
#include <gmock/gmock.h>

#include "container/cell.h"
#include "container/testbed.h"

namespace maelstrom::container {
namespace {

#if defined(__x86_64__)

using CellFilterTest = Testbed;

constexpr const char* kVsock = "40";  // AF_VSOCK
constexpr const char* kUnix = "1";    // AF_UNIX

TEST_F(CellFilterTest, ProgramsOf32BitsGetNeitherKeysNorOddSockets) {
  const auto there = run(command({"i386-getpid"}));
  ASSERT_TRUE(there) << there.error().message();
  if (there->termination != Termination(Exited{0})) GTEST_SKIP() << "this kernel runs no 32-bit programs";
  EXPECT_EQ(there->standard_output.head, "i386 getpid: ok\n");
  const std::string vsock(kVsock);
  EXPECT_EQ(see({"i386-keys", "i386-socket " + vsock, "i386-socketcall 1 " + vsock, "i386-socketcall 8 " + vsock}),
            "i386 add_key: ENOSYS\ni386 request_key: ENOSYS\ni386 keyctl: ENOSYS\ni386 socket 40: EAFNOSUPPORT\n"
            "i386 socketcall 1: ENOSYS\ni386 socketcall 8: ENOSYS\n");
  EXPECT_EQ(see({std::string("i386-socket ") + kUnix, "i386-socketcall 9 0"}),
            "i386 socket 1: ok\ni386 socketcall 9: ENOTSOCK\n");  // 9: send(2)
}

TEST_F(CellFilterTest, X32CallsGetNeitherKeysNorOddSockets) {
  const std::string vsock(kVsock);
  EXPECT_EQ(see({"x32-keyctl", "x32-socket " + vsock}), "x32 keyctl: ENOSYS\nx32 socket 40: EAFNOSUPPORT\n");
}

#endif

}  // namespace
}  // namespace maelstrom::container
