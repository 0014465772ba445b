#include "os/lock.h"

#include <gmock/gmock.h>

#include "os/file.h"

namespace maelstrom::os {
namespace {

class Lock : public ::testing::Test {
 protected:
  Fd open_again() { return open(directory_.path() + "/lock", O_RDWR | O_CREAT, 0644).value(); }
  TemporaryDirectory directory_ = TemporaryDirectory::create().value();
};

TEST_F(Lock, AnExclusiveLockEndsWithItsDescriptor) {
  const Fd second = open_again();
  {
    const Fd first = open_again();
    ASSERT_TRUE(lock_file(first.get(), "lock", LockKind::kShared));
    EXPECT_TRUE(try_lock_file(second.get(), "lock", LockKind::kShared).value());
    EXPECT_FALSE(try_lock_file(second.get(), "lock", LockKind::kExclusive).value());
  }
  EXPECT_TRUE(try_lock_file(second.get(), "lock", LockKind::kExclusive).value());
}

TEST_F(Lock, BytesAreLockedEachByItself) {
  const Fd first = open_again();
  const Fd second = open_again();
  const std::uint64_t far = (UINT64_C(1) << 62) + 7;
  ASSERT_TRUE(lock_byte({first.get(), far}, "lock", LockKind::kShared));
  EXPECT_TRUE(try_lock_byte({second.get(), far + 1}, "lock", LockKind::kExclusive).value());
  EXPECT_FALSE(try_lock_byte({second.get(), far}, "lock", LockKind::kExclusive).value());
  ASSERT_TRUE(unlock_byte({first.get(), far}, "lock"));
  EXPECT_TRUE(try_lock_byte({second.get(), far}, "lock", LockKind::kExclusive).value());
}

TEST_F(Lock, WhetherAByteIsLockedCanBeSeenWithoutLockingIt) {
  const Fd first = open_again();
  const Fd second = open_again();
  EXPECT_FALSE(is_byte_locked({second.get(), 0}, "lock").value());
  ASSERT_TRUE(lock_byte({first.get(), 0}, "lock", LockKind::kExclusive));
  EXPECT_TRUE(is_byte_locked({second.get(), 0}, "lock").value());
  EXPECT_FALSE(is_byte_locked({first.get(), 0}, "lock").value());
  ASSERT_TRUE(unlock_byte({first.get(), 0}, "lock"));
  EXPECT_FALSE(is_byte_locked({second.get(), 0}, "lock").value());
}

TEST_F(Lock, AnErrorNamesTheCall) {
  EXPECT_EQ(lock_byte({-1, 0}, "gone", LockKind::kShared).error().message(),
            "fcntl(F_OFD_SETLKW) gone: Bad file descriptor");
}

}  // namespace
}  // namespace maelstrom::os
