#include "worker/message_cache.h"

#include <gtest/gtest.h>

namespace maelstrom::worker {
namespace {

TEST(MessageCache, WhatWasNotUsedForLongestMakesRoom) {
  MessageCache cache(80);
  const auto put = [&](char c) { cache.put(digest_of(std::string(1, c)), std::string(10, c)); };
  const auto has = [&](char c) { return cache.find(digest_of(std::string(1, c))).has_value(); };
  for (char c = 'a'; c <= 'h'; ++c) put(c);
  EXPECT_TRUE(has('a'));
  put('i');
  EXPECT_TRUE(has('a'));
  EXPECT_FALSE(has('b'));
  EXPECT_EQ(cache.find(digest_of("i")), std::string(10, 'i'));
}

TEST(MessageCache, WhatIsLargeIsNotKept) {
  MessageCache cache(80);
  cache.put(digest_of("large"), std::string(11, 'x'));
  EXPECT_FALSE(cache.find(digest_of("large")));
}

}  // namespace
}  // namespace maelstrom::worker
