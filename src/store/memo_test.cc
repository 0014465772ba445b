#include "store/memo.h"

#include <thread>
#include <vector>

#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

class MemoTest : public StoreTest {};

TEST_F(MemoTest, WhatWasRememberedIsFoundByTheNextSession) {
  const Digest question = digest_of("what?");
  ASSERT_TRUE(open()->memos().remember("test", question, "that"));
  EXPECT_EQ(open()->memos().find("test", question).value(), "that");
}

TEST_F(MemoTest, EachKindAndQuestionHasItsOwnAnswer) {
  const auto store = open();
  const Digest question = digest_of("what?");
  ASSERT_TRUE(store->memos().remember("one", question, "1"));
  EXPECT_EQ(store->memos().find("two", question).value(), std::nullopt);
  EXPECT_EQ(store->memos().find("one", digest_of("who?")).value(), std::nullopt);
  ASSERT_TRUE(store->memos().remember("one", question, "2"));
  EXPECT_EQ(store->memos().find("one", question).value(), "2");
}

TEST_F(MemoTest, OneFindsTheAnswerWhileOthersWait) {
  const auto store = open();
  const Digest question = digest_of("what?");
  int found = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto lock = store->memos().lock("test", question);
      ASSERT_TRUE(lock) << lock.error().message();
      if (store->memos().find("test", question).value()) return;
      ++found;
      ASSERT_TRUE(store->memos().remember("test", question, "that"));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace maelstrom::store
