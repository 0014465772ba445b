#include "store/memo.h"

#include <fcntl.h>

#include <atomic>
#include <ctime>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "os/inode.h"
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

// A limit that leaves `kept` bytes, in a store that nobody else uses.
void evict_to(Store& store, std::uint64_t kept) { ASSERT_TRUE(store.collect_garbage(kept)); }

TEST_F(MemoTest, TheLeastRecentlyUsedIsEvictedFirst) {
  const Digest old = digest_of("old");
  const Digest recent = digest_of("recent");
  {
    const auto store = open();
    ASSERT_TRUE(store->memos().remember("test", old, std::string(1000, 'o')));
    ASSERT_TRUE(store->memos().remember("test", recent, std::string(1000, 'r')));
  }
  const struct timespec yesterday{::time(nullptr) - 86'400, 0};
  for (const Digest& question : {old, recent}) {
    const std::string path = root_ + "/memos/test/" + question.hex().substr(0, 2) + "/" + question.hex();
    ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.accessed = yesterday, .modified = yesterday}));
  }
  const auto store = open();
  ASSERT_TRUE(store->memos().find("test", recent).value());  // notes the use
  EXPECT_EQ(store->usage().value().bytes, 2000U);
  evict_to(*store, 1000);
  EXPECT_EQ(store->memos().find("test", old).value(), std::nullopt);
  EXPECT_TRUE(store->memos().find("test", recent).value());
}

TEST_F(MemoTest, LocksThatNobodyHoldsGoWithAnEviction) {
  const auto store = open();
  const auto held = store->memos().lock("test", digest_of("held"));
  ASSERT_TRUE(held);
  ASSERT_TRUE(store->memos().lock("test", digest_of("let go of")));
  evict_to(*store, 0);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root_ + "/memos")) {
    if (entry.is_regular_file()) left.push_back(entry.path().filename());
  }
  EXPECT_THAT(left, ::testing::ElementsAre(digest_of("held").hex() + ".lock"));
  EXPECT_FALSE(*store->memos().try_lock("test", digest_of("held")));
}

// One waits for a lock while its file is taken away and made anew by a third.
TEST_F(MemoTest, ALockWhoseFileWasTakenAwayIsNone) {
  const auto store = open();
  const Digest question = digest_of("what?");
  std::atomic<int> holders{0};
  std::atomic<bool> twice{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        const auto lock = store->memos().lock("test", question);
        ASSERT_TRUE(lock) << lock.error().message();
        if (++holders > 1) twice = true;
        std::this_thread::yield();
        --holders;
      }
    });
  }
  for (int i = 0; i < 200; ++i) evict_to(*store, 0);
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE(twice);
}

TEST_F(MemoTest, WhoWaitsForALockCanGiveUp) {
  std::atomic<bool> given_up{false};
  const auto store = Store::open({.root = root_, .given_up = &given_up}).value();
  const Digest question = digest_of("what?");
  const auto held = store->memos().lock("test", question);
  ASSERT_TRUE(held);
  std::optional<Result<os::Fd>> waited;
  std::thread waiter([&] { waited = store->memos().lock("test", question); });
  given_up = true;
  waiter.join();
  ASSERT_FALSE(*waited);
  EXPECT_EQ(waited->error().code(), ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace maelstrom::store
