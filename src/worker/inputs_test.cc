#include "worker/inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "core/directory.h"
#include "os/file.h"
#include "reapi/fake_rpc.h"

namespace maelstrom::worker {
namespace {

using ::testing::HasSubstr;

class InputsTest : public ::testing::Test {
 protected:
  InputsTest() { store_ = store::Store::open({.root = scratch_.path() + "/store"}).value(); }

  // A tree with a file of `size` bytes.
  Digest upload(char content, std::size_t size) {
    const std::string bytes(size, content);
    const Directory directory{.files = {{"file", digest_of(bytes)}}};
    rpc_->blobs[digest_of(bytes)] = bytes;
    rpc_->blobs[digest_of(directory.encode())] = directory.encode();
    return digest_of(directory.encode());
  }
  static Inputs::GoOn always() {
    return [] { return true; };
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create("maelstrom-worker-").value();
  std::shared_ptr<reapi::FakeRpc> rpc_ = std::make_shared<reapi::FakeRpc>();
  BlobReader reader_{rpc_, {.wait = [](auto) {}}};
  std::unique_ptr<store::Store> store_;
};

TEST_F(InputsTest, WhatIsFetchedIsHeld) {
  Inputs inputs(*store_, 2, {});
  const Digest tree = upload('a', 100);
  EXPECT_FALSE(inputs.held({tree}));
  const auto fetched = inputs.fetch(reader_, {tree}, always());
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(os::read_file(store_->trees_root() + "/" + fetched->front()->relative_path() + "/file").value(),
            std::string(100, 'a'));
  EXPECT_TRUE(inputs.held({tree, tree}));
  EXPECT_FALSE(inputs.held({tree, upload('b', 1)}));
}

TEST_F(InputsTest, TwoThatNeedTheSameFetchItOnce) {
  Inputs inputs(*store_, 2, {});
  const Digest tree = upload('a', 100);
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(std::async(std::launch::async, [&] { return inputs.fetch(reader_, {tree}, always()).has_value(); }));
  }
  for (auto& one : all) EXPECT_TRUE(one.get());
  EXPECT_EQ(rpc_->count(reapi::kBatchReadBlobs), 2U);  // the directory, then its file
}

TEST_F(InputsTest, WhatTheStoreHasIsNotFetched) {
  const Digest tree = upload('a', 100);
  for (const auto& [digest, bytes] : rpc_->blobs) ASSERT_TRUE(store_->put(bytes));
  Inputs inputs(*store_, 2, {});
  ASSERT_TRUE(inputs.fetch(reader_, {tree}, always()));
  EXPECT_EQ(rpc_->calls.size(), 0U);
}

TEST_F(InputsTest, WhatIsNotUsedMakesRoomAndWhatIsUsedStays) {
  Inputs inputs(*store_, 2, {.bytes = 100'000});
  const Digest old = upload('a', 60'000);
  const Digest used = upload('b', 60'000);
  ASSERT_TRUE(inputs.fetch(reader_, {old}, always()));
  const auto held = inputs.fetch(reader_, {used}, always());
  ASSERT_TRUE(held);
  ASSERT_TRUE(inputs.tidy());
  EXPECT_FALSE(inputs.held({old}));
  EXPECT_TRUE(inputs.held({used}));
  EXPECT_LE(store_->usage()->bytes, 100'000U);
  EXPECT_TRUE(os::exists(store_->trees_root() + "/" + held->front()->relative_path() + "/file"));
  const auto again = inputs.fetch(reader_, {old}, always());
  ASSERT_TRUE(again) << again.error().message;
}

TEST_F(InputsTest, AFetchThatIsGivenUpLeavesNothingHalf) {
  Inputs inputs(*store_, 2, {});
  const Digest tree = upload('a', 2'000'000);
  const auto stopped =
      inputs.fetch(reader_, {tree}, [asked = std::make_shared<std::atomic<int>>(0)] { return ++*asked < 4; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, reapi::RpcCode::kUnavailable);
  EXPECT_FALSE(inputs.held({tree}));
  ASSERT_TRUE(inputs.fetch(reader_, {tree}, always()));
}

TEST_F(InputsTest, AServerThatIsAwayForAMomentIsAskedAgain) {
  Inputs inputs(*store_, 2, {});
  const Digest tree = upload('a', 100);
  rpc_->failures[reapi::kBatchReadBlobs] = {{reapi::RpcCode::kUnavailable, "away"},
                                            {reapi::RpcCode::kUnavailable, "away"}};
  ASSERT_TRUE(inputs.fetch(reader_, {tree}, always()));
  const Digest other = upload('b', 100);
  rpc_->failures[reapi::kBatchReadBlobs].assign(10, {reapi::RpcCode::kUnavailable, "away"});
  const auto failed = inputs.fetch(reader_, {other}, always());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, reapi::RpcCode::kUnavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("away"));
}

}  // namespace
}  // namespace maelstrom::worker
