#include "reapi/remote_cache.h"

#include <gmock/gmock.h>

#include "reapi/fake_rpc.h"

namespace maelstrom::reapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

BlobBytes blob(std::string bytes) { return {digest_of(bytes), std::move(bytes)}; }

class RemoteCacheTest : public ::testing::Test {
 protected:
  RemoteCache cache() {
    RemoteCache cache(server_, {.instance = "team", .upload_id = "id", .wait = [this](std::chrono::milliseconds time) {
                                  waits_.push_back(time);
                                }});
    const Status greeted = cache.greet();
    EXPECT_TRUE(greeted) << greeted.error().message();
    return cache;
  }
  void next(const char* method, const std::vector<RpcCode>& codes) {
    for (const RpcCode code : codes) rpc_.failures[method].push_back({code, "as told"});
  }

  const std::shared_ptr<FakeRpc> server_ = std::make_shared<FakeRpc>();
  FakeRpc& rpc_ = *server_;
  std::vector<std::chrono::milliseconds> waits_;
  const Digest action_ = digest_of("action");
};

TEST_F(RemoteCacheTest, AResultIsFoundUnderItsAction) {
  const RemoteCache cache = this->cache();
  EXPECT_EQ(cache.find(action_).value(), std::nullopt);
  ASSERT_TRUE(cache.put_result(action_, "result"));
  EXPECT_EQ(cache.find(action_).value(), "result");
  EXPECT_EQ(rpc_.instance, "team");
}

TEST_F(RemoteCacheTest, OnlyWhatTheServerLacksIsSent) {
  rpc_.blobs[digest_of("there")] = "there";
  const RemoteCache cache = this->cache();
  ASSERT_TRUE(cache.put({blob("there"), blob("new"), blob("")}));
  EXPECT_EQ(rpc_.blobs.size(), 2U);
  ASSERT_TRUE(cache.put({blob("there"), blob("new")}));
  EXPECT_EQ(rpc_.count(kBatchUpdateBlobs), 1U);
  ASSERT_TRUE(cache.put({blob("")}));
  EXPECT_EQ(rpc_.count(kFindMissingBlobs), 2U) << "the empty blob is everywhere";
}

TEST_F(RemoteCacheTest, BatchesStayWithinTheLimitAndLargerBlobsAreStreamed) {
  rpc_.max_batch = 4000;
  const RemoteCache cache = this->cache();
  const BlobBytes large = blob(std::string(3 << 20, 'x'));
  ASSERT_TRUE(
      cache.put({blob(std::string(1500, 'a')), blob(std::string(1500, 'b')), blob(std::string(1500, 'c')), large}));
  EXPECT_EQ(rpc_.blobs.size(), 4U);
  EXPECT_EQ(rpc_.count(kBatchUpdateBlobs), 2U);
  EXPECT_EQ(rpc_.chunks, 3U);
  EXPECT_THAT(
      rpc_.resources,
      ElementsAre(MatchesRegex("team/uploads/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/blobs/" +
                               large.digest.to_string())));
  EXPECT_EQ(cache.get(large.digest), large.bytes);
}

TEST_F(RemoteCacheTest, WhereTheServerCanBlobsTravelCompressed) {
  rpc_.zstd = true;
  const RemoteCache cache = this->cache();
  const BlobBytes large = blob(std::string(8 << 20, 'x'));
  ASSERT_TRUE(cache.put({large}));
  EXPECT_EQ(rpc_.chunks, 1U);
  EXPECT_EQ(cache.get(large.digest), large.bytes);
  EXPECT_THAT(rpc_.resources.back(), HasSubstr("team/compressed-blobs/zstd/"));
  rpc_.blobs[digest_of("small")] = "small";
  EXPECT_EQ(cache.get(digest_of("small")), "small");
  EXPECT_EQ(cache.get(digest_of("")), "");
}

TEST_F(RemoteCacheTest, OtherBytesAreNoBlob) {
  for (const bool zstd : {false, true}) {
    rpc_.zstd = zstd;
    const RemoteCache cache = this->cache();
    const BlobBytes wanted = blob(std::string(5000, 'x'));
    for (const std::size_t size : {5000, 4999, 5001, 500'000}) {
      rpc_.blobs[wanted.digest] = std::string(size, 'y');
      EXPECT_FALSE(cache.get(wanted.digest)) << size;
    }
    rpc_.blobs.erase(wanted.digest);
    const auto gone = cache.get(wanted.digest);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code(), ErrorCode::kNotFound);
  }
}

TEST_F(RemoteCacheTest, APassingFailureIsTriedAgainWithBound) {
  const RemoteCache cache = this->cache();
  rpc_.results[action_] = "result";
  next(kGetActionResult, {RpcCode::kUnavailable, RpcCode::kResourceExhausted});
  EXPECT_EQ(cache.find(action_).value(), "result");
  EXPECT_THAT(waits_, ElementsAre(std::chrono::milliseconds(50), std::chrono::milliseconds(100)));
  next(kGetActionResult, {RpcCode::kUnavailable, RpcCode::kUnavailable, RpcCode::kUnavailable});
  const auto down = cache.find(action_);
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(down.error().message(), HasSubstr("UNAVAILABLE: as told"));
}

TEST_F(RemoteCacheTest, WhatDoesNotPassIsSaidAtOnce) {
  const RemoteCache cache = this->cache();
  next(kGetActionResult, {RpcCode::kUnauthenticated, RpcCode::kDeadlineExceeded});
  EXPECT_EQ(cache.find(action_).error().code(), ErrorCode::kDenied);
  EXPECT_EQ(cache.find(action_).error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RemoteCacheTest, ABlobThatTheServerDoesNotTakeIsAnError) {
  const RemoteCache cache = this->cache();
  const Status put = cache.put({{digest_of("one"), "two"}});
  ASSERT_FALSE(put);
  EXPECT_THAT(put.error().message(), HasSubstr("was not taken: code 3, other bytes"));
}

TEST_F(RemoteCacheTest, WhatTheServerCanIsLearned) {
  rpc_.writable = false;
  EXPECT_FALSE(cache().results_may_be_written());
  rpc_.writable = true;
  EXPECT_TRUE(cache().results_may_be_written());
  rpc_.sha256 = false;
  EXPECT_FALSE(RemoteCache(server_, {}).greet());
}

}  // namespace
}  // namespace maelstrom::reapi
