#include "session/layer_memo.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace maelstrom::session {
namespace {

TEST(LayerMemo, BuildsADistinctLayerOnceForAllThreads) {
  std::atomic<int> builds = 0;
  LayerMemo memo([&](const LayerSpec& spec) -> Result<layers::BuiltLayer> {
    ++builds;
    return layers::BuiltLayer{.tree = digest_of(std::get<StubsLayer>(spec).stubs.front())};
  });
  std::vector<std::thread> threads;
  std::atomic<int> equal = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (const char* name : {"/a", "/b", "/c"}) {
        auto built = memo.build(StubsLayer{{name}});
        if (built && built->tree == digest_of(name)) ++equal;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(builds, 3);
  EXPECT_EQ(equal, 24);
}

TEST(LayerMemo, TellsLayersWithTheSameFirstNameApart) {
  int builds = 0;
  LayerMemo memo([&](const LayerSpec&) -> Result<layers::BuiltLayer> {
    ++builds;
    return layers::BuiltLayer{};
  });
  ASSERT_TRUE(memo.build(PathsLayer{.paths = {"/a"}}).has_value());
  ASSERT_TRUE(memo.build(PathsLayer{.paths = {"/a"}, .prefix = {.follow_symlinks = true}}).has_value());
  ASSERT_TRUE(memo.build(PathsLayer{.paths = {"/a", "/b"}}).has_value());
  ASSERT_TRUE(memo.build(TarLayer{"/a"}).has_value());
  EXPECT_EQ(builds, 4);
}

TEST(LayerMemo, RemembersAFailure) {
  int builds = 0;
  LayerMemo memo([&](const LayerSpec&) -> Result<layers::BuiltLayer> {
    ++builds;
    return invalid("no such file");
  });
  EXPECT_FALSE(memo.build(TarLayer{"x"}).has_value());
  auto again = memo.build(TarLayer{"x"});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().message(), "no such file");
  EXPECT_EQ(builds, 1);
}

}  // namespace
}  // namespace maelstrom::session
