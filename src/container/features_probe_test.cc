#include "container/features_probe.h"

#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

#include "container/refused_calls.h"
#include "container/user_namespace_testing.h"

namespace maelstrom::container {
namespace {

using ::testing::ExitedWithCode;

// The probe leaves no trace, but these set-ups do: each runs in a child of its own (a death test).
[[noreturn]] void print_finding(const std::string& name) {
  const auto facts = probe_kernel();
  if (!facts) std::exit(1);
  for (const Feature& feature : judge(*facts)) {
    if (feature.name == name) std::cerr << (feature.blocks() ? "blocked: " : "there: ") << feature.finding;
  }
  std::exit(0);
}

TEST(FeaturesProbe, FindsWhatThisMachineGives) {
  const auto facts = probe_kernel();
  ASSERT_TRUE(facts) << facts.error().message();
  for (const Feature& feature : judge(*facts)) {
    EXPECT_FALSE(feature.blocks()) << feature.name << ": " << feature.finding << ": " << feature.remedy;
    if (feature.need == FeatureNeed::kNeeded) {
      EXPECT_EQ(feature.state, FeatureState::kPresent) << feature.name;
    }
  }
}

// What the other threads of a process hold, or should answer, its copy waits for without an end.
TEST(FeaturesProbe, IsTakenBesideOtherThreads) {
  std::atomic<bool> over = false;
  const auto allocate = [&over] {
    for (std::string text; !over; text.shrink_to_fit()) text.assign(text.empty() ? 100'000 : 0, 'x');
  };
  std::thread allocating[] = {std::thread(allocate), std::thread(allocate), std::thread(allocate),
                              std::thread(allocate)};
  for (int count = 0; count < 5; ++count) EXPECT_TRUE(probe_kernel());
  over = true;
  for (std::thread& thread : allocating) thread.join();
}

TEST(FeaturesProbe, LeavesTheProcessAsItWas) {
  const uid_t user = ::geteuid();
  char before[64];
  char after[64];
  const ssize_t length = ::readlink("/proc/self/ns/user", before, sizeof before);
  ASSERT_TRUE(probe_kernel());
  ASSERT_EQ(::readlink("/proc/self/ns/user", after, sizeof after), length);
  EXPECT_EQ(std::string_view(before, length), std::string_view(after, length));
  EXPECT_EQ(::geteuid(), user);
}

TEST(FeaturesProbeDeathTest, NamesALimitOfUserNamespaces) {
  SKIP_UNLESS_ALONE();
  EXPECT_EXIT(
      {
        enter_user_namespace();
        write_file("/proc/sys/user/max_user_namespaces", "0");
        print_finding("user namespaces");
      },
      ExitedWithCode(0), "blocked: user.max_user_namespaces = 0");
}

TEST(FeaturesProbeDeathTest, NamesALimitOfNetworkNamespaces) {
  SKIP_UNLESS_ALONE();
  EXPECT_EXIT(
      {
        enter_user_namespace();
        write_file("/proc/sys/user/max_net_namespaces", "0");
        print_finding("network namespaces");
      },
      ExitedWithCode(0), "blocked: the limit user.max_net_namespaces = 0");
}

TEST(FeaturesProbeDeathTest, NamesASurroundingFilter) {
  EXPECT_EXIT(
      {
        refuse({SYS_unshare, EPERM, std::nullopt});
        print_finding("user namespaces");
      },
      ExitedWithCode(0), "blocked: a seccomp filter of the surrounding container");
}

TEST(FeaturesProbeDeathTest, SeesThatProcCannotBeMounted) {
  EXPECT_EXIT(
      {
        refuse({SYS_fsmount, EPERM, std::nullopt});
        print_finding("mounting /proc");
      },
      ExitedWithCode(0), "blocked: a filter of the surrounding container forbids mounting /proc");
}

TEST(FeaturesProbeDeathTest, GoesOnWithoutClone3) {
  EXPECT_EXIT(
      {
        refuse({SYS_clone3, ENOSYS, std::nullopt});
        print_finding("clone3");
      },
      ExitedWithCode(0), "there: a seccomp filter of the surrounding container forbids clone3");
}

}  // namespace
}  // namespace maelstrom::container
