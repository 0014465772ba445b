#include "layers/ld_cache.h"

#include <gmock/gmock.h>

#include "layers/ld_cache_testing.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LdCache, GivesThePathsOfANameInTheirOrder) {
  const std::string bytes = ld_cache_of({{"liba.so", "/x/liba.so"}, {"libb.so", "/b"}, {"liba.so", "/y/liba.so"}});
  const auto cache = LdCache::parse(bytes);
  ASSERT_TRUE(cache) << cache.error().message();
  EXPECT_THAT(cache->find("liba.so"), ElementsAre("/x/liba.so", "/y/liba.so"));
  EXPECT_THAT(cache->find("lib"), IsEmpty());
}

TEST(LdCache, LeavesOutWhatIsForSomeProcessorsOnly) {
  const auto cache =
      LdCache::parse(ld_cache_of({{"liba.so", "/hwcaps/liba.so", UINT64_C(1) << 62}, {"liba.so", "/liba.so"}}));
  ASSERT_TRUE(cache);
  EXPECT_THAT(cache->find("liba.so"), ElementsAre("/liba.so"));
}

TEST(LdCache, StandsBehindAnOlderOne) {
  std::string old = "ld.so-1.7.0";
  old.resize(16 + 12, '\0');  // one entry
  old[12] = 1;
  old.resize(32, '\0');
  const auto cache = LdCache::parse(old + ld_cache_of({{"liba.so", "/liba.so"}}));
  ASSERT_TRUE(cache) << cache.error().message();
  EXPECT_THAT(cache->find("liba.so"), ElementsAre("/liba.so"));
}

TEST(LdCache, EveryTruncationIsAnErrorAndNoCrash) {
  const std::string bytes = ld_cache_of({{"liba.so", "/x/liba.so"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(LdCache::parse(bytes.substr(0, size))) << size;
  EXPECT_FALSE(LdCache::parse("no cache"));
}

TEST(LdCache, ReadsThisMachines) {
  const auto bytes = os::read_file("/etc/ld.so.cache");
  if (!bytes) GTEST_SKIP() << bytes.error().message();
  const auto cache = LdCache::parse(*bytes);
  ASSERT_TRUE(cache) << cache.error().message();
  EXPECT_THAT(cache->find("libc.so.6"), testing::Contains(testing::EndsWith("/libc.so.6")));
}

}  // namespace
}  // namespace maelstrom::layers
