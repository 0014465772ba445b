#include "os/memory.h"

#include <gtest/gtest.h>

#include <map>

namespace maelstrom::os {
namespace {

std::uint64_t allowed(std::string_view groups, const std::map<std::string, std::string>& files) {
  return allowed_memory(1000, groups, [&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(Memory, TheSmallestGroupOnTheWayUpCounts) {
  EXPECT_EQ(allowed("0::/a/b\n", {{"/sys/fs/cgroup/a/b/memory.max", "max\n"},
                                  {"/sys/fs/cgroup/a/memory.max", "700\n"},
                                  {"/sys/fs/cgroup/memory.max", "900\n"}}),
            700u);
  EXPECT_EQ(allowed("0::/\n", {{"/sys/fs/cgroup//memory.max", "600\n"}}), 600u);
}

TEST(Memory, TheFirstVersionHasAPlaceOfItsOwn) {
  EXPECT_EQ(allowed("5:cpu,memory:/x:y\n1:name=systemd:/x\n",
                    {{"/sys/fs/cgroup/memory/x:y/memory.limit_in_bytes", "500\n"},
                     {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"}}),
            500u);
}

TEST(Memory, WithoutGroupsAllOfTheMachineIsThere) {
  EXPECT_EQ(allowed("", {}), 1000u);
  EXPECT_EQ(allowed("nonsense\n0::\n3:memory\n", {}), 1000u);
  EXPECT_GT(usable_memory().value_or(0), 1u << 20);
}

}  // namespace
}  // namespace maelstrom::os
