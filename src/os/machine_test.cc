#include "os/machine.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <fstream>

namespace maelstrom::os {
namespace {

TEST(Machine, TheKernelIsTheOneThatProcNames) {
  std::string release;
  std::ifstream("/proc/sys/kernel/osrelease") >> release;
  EXPECT_EQ(*kernel_release(), release);
}

TEST(Machine, CoresAreThoseThatThisProcessMayUse) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(usable_cores(), static_cast<std::size_t>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &before) && CPU_COUNT(&one) == 0) CPU_SET(core, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(usable_cores(), 1U);
  ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
}

TEST(Machine, TheModelOfTheProcessorIsOneLine) {
  const auto model = cpu_model();
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_FALSE(model->empty());
  EXPECT_EQ(model->find('\n'), std::string::npos);
}

}  // namespace
}  // namespace maelstrom::os
