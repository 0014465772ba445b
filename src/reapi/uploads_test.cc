#include "reapi/uploads.h"

#include <gmock/gmock.h>

#include <thread>

#include "reapi/fake_rpc.h"
#include "store/store_fixture.h"

namespace maelstrom::reapi {
namespace {

using ::testing::HasSubstr;

class UploadsTest : public store::StoreTest {
 protected:
  UploadsTest() { EXPECT_TRUE(server_.greet()); }
  ~UploadsTest() override { rpc_->on_call = nullptr; }

  // A layer with these files, one of them below a directory.
  Digest layer(const std::vector<std::string>& contents) {
    Directory below;
    Directory top;
    for (std::size_t i = 0; i < contents.size(); ++i) {
      (i == 0 ? below : top).files.push_back({.name = std::to_string(i), .digest = store_->put(contents[i]).value()});
    }
    top.directories.push_back({.name = "below", .digest = store_->put_directory(below).value()});
    return store_->put_directory(top).value();
  }
  static EncodedJob job(const std::string& argument, const std::vector<Digest>& layers) {
    JobEncoder encoder(digest_of("the cell"), {});
    return encoder.encode({.layers = layers, .program = "/test", .arguments = {argument}}).value();
  }
  Result<bool> provide(const std::string& argument, const std::vector<Digest>& layers) {
    return uploads_.provide(job(argument, layers), layers, [] {});
  }

  const std::shared_ptr<FakeRpc> rpc_ = std::make_shared<FakeRpc>();
  RemoteServer server_{rpc_, {.upload_id = "id"}};
  const RemoteBlobs blobs_{server_};
  const std::unique_ptr<store::Store> store_ = open();
  const Digest cell_ = store_->put("the cell").value();
  Uploads uploads_{blobs_, *store_, cell_};
};

TEST_F(UploadsTest, EverythingThatAnActionNamesIsThere) {
  const Digest tree = layer({"one", "two"});
  const EncodedJob encoded = job("a", {tree});
  ASSERT_TRUE(uploads_.provide(encoded, {tree}, [] {}).value());
  for (const char* content : {"one", "two", "the cell"}) EXPECT_TRUE(rpc_->blobs.contains(digest_of(content)));
  EXPECT_TRUE(rpc_->blobs.contains(tree));
  EXPECT_TRUE(rpc_->blobs.contains(encoded.digest));
  EXPECT_TRUE(rpc_->blobs.contains(digest_of(encoded.command)));
  EXPECT_TRUE(rpc_->blobs.contains(encoded.input_root->digest));
  for (const std::string& blob : encoded.input_root->blobs) EXPECT_TRUE(rpc_->blobs.contains(digest_of(blob)));
}

TEST_F(UploadsTest, WhatJobsShareIsAskedForOnceAndWhatIsThereIsNotSent) {
  const Digest tree = layer({"one", "two"});
  rpc_->blobs[digest_of("one")] = "one";
  ASSERT_TRUE(provide("a", {tree}).value());
  const UploadTotals first = uploads_.totals();
  EXPECT_EQ(rpc_->count(kFindMissingBlobs), 2U);
  ASSERT_TRUE(provide("b", {tree}).value());
  EXPECT_EQ(rpc_->count(kFindMissingBlobs), 2U) << "nothing new but the action and its command";
  EXPECT_EQ(uploads_.totals().blobs, first.blobs);

  const Digest other = layer({"one", "three"});
  ASSERT_TRUE(provide("a", {other}).value());
  // "three", the root of its tree, and two messages of another input root.
  EXPECT_EQ(uploads_.totals().blobs, first.blobs + 2 + 2);
}

TEST_F(UploadsTest, WhatIsOnItsWayIsWaitedForAside) {
  const Digest tree = layer({"one"});
  bool told = false;
  Result<bool> other = true;
  bool inside = false;
  rpc_->on_call = [&](const std::string& method) {
    if (method != kFindMissingBlobs || std::exchange(inside, true)) return;
    other = uploads_.provide(job("b", {tree}), {tree}, [&told] { told = true; });
    EXPECT_FALSE(told);
  };
  ASSERT_TRUE(provide("a", {tree}).value());
  EXPECT_EQ(other, false);
  EXPECT_TRUE(told);
}

TEST_F(UploadsTest, AFailureIsToldAndTheNextTriesAgain) {
  const Digest tree = layer({"one"});
  rpc_->failures[kFindMissingBlobs] = {{RpcCode::kUnauthenticated, "who?"}};
  const auto failed = provide("a", {tree});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kDenied);
  EXPECT_TRUE(provide("a", {tree}).value());
  EXPECT_TRUE(rpc_->blobs.contains(digest_of("one")));
}

TEST_F(UploadsTest, AfterAnEpochEverythingIsAskedForAgain) {
  const Digest tree = layer({"one", "two"});
  const std::uint64_t epoch = uploads_.epoch();
  ASSERT_TRUE(provide("a", {tree}).value());
  rpc_->blobs.erase(digest_of("one"));
  ASSERT_TRUE(provide("a", {tree}).value());
  EXPECT_FALSE(rpc_->blobs.contains(digest_of("one")));
  uploads_.end_epoch(epoch);
  uploads_.end_epoch(epoch);
  EXPECT_EQ(uploads_.epoch(), epoch + 1);
  ASSERT_TRUE(provide("a", {tree}).value());
  EXPECT_TRUE(rpc_->blobs.contains(digest_of("one")));
}

TEST_F(UploadsTest, ABlobThatTheStoreLacksIsNamed) {
  Directory top;
  top.files.push_back({.name = "lost", .digest = digest_of("lost")});
  const Digest tree = store_->put_directory(top).value();
  const auto failed = provide("a", {tree});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr(digest_of("lost").hex()));
}

TEST_F(UploadsTest, ManyThreadsSendEachBlobOnce) {
  std::vector<Digest> trees;
  for (int i = 0; i < 8; ++i) trees.push_back(layer({"own " + std::to_string(i), "shared", "too"}));
  std::vector<std::thread> threads;
  threads.reserve(trees.size());
  for (const Digest& tree : trees) {
    threads.emplace_back([this, tree] { EXPECT_TRUE(provide("a", {tree}).value()); });
  }
  for (std::thread& thread : threads) thread.join();
  // For each its file, the two Directories of its tree, and two of its input root; then what all share: two files, the
  // cell, the container and their directory.
  EXPECT_EQ(uploads_.totals().blobs, 8U * (1 + 2 + 2) + 5);
}

}  // namespace
}  // namespace maelstrom::reapi
