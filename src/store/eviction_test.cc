#include "store/eviction.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/inode.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

class EvictionTest : public StoreTest {
 protected:
  // As if the use had been noted `days` ago.
  static void age(const std::string& path, int days) {
    const struct timespec then{::time(nullptr) - days * 86'400, 0};
    ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.accessed = then}));
  }
  static std::string content(char letter) { return std::string(1000, letter); }
};

TEST_F(EvictionTest, TheLeastRecentlyUsedGoesFirst) {
  std::vector<Digest> blobs;
  {
    const auto store = open();
    for (const char letter : {'a', 'b', 'c', 'd'}) blobs.push_back(store->put(content(letter)).value());
  }
  age(blob_path(blobs[0]), 2);
  age(blob_path(blobs[1]), 4);
  age(blob_path(blobs[2]), 1);
  age(blob_path(blobs[3]), 3);
  const auto store = open();
  EXPECT_EQ(store->collect_garbage(2000).value().bytes, 2000U);
  EXPECT_TRUE(store->contains(blobs[0]));
  EXPECT_FALSE(store->contains(blobs[1]));
  EXPECT_TRUE(store->contains(blobs[2]));
  EXPECT_FALSE(store->contains(blobs[3]));
}

TEST_F(EvictionTest, WhatWasLastUsedTooLongAgoGoesHoweverLittleThereIs) {
  Digest old;
  Digest young;
  {
    const auto store = open();
    old = store->put(content('o')).value();
    young = store->put(content('y')).value();
  }
  age(blob_path(old), 4);
  age(blob_path(young), 2);
  const auto store = open();
  const std::int64_t since = (::time(nullptr) - INT64_C(3) * 86'400) * 1'000'000'000;
  EXPECT_EQ(store->collect_garbage({.used_since = since}).value().blobs, 1U);
  EXPECT_FALSE(store->contains(old));
  EXPECT_TRUE(store->contains(young));
}

TEST_F(EvictionTest, ATreeThatIsHeldStaysWithItsContents) {
  const auto store = open();
  const Tree held = store->tree(put_tree(*store, "kept", content('k'))).value();
  const auto other = put_tree(*store, "gone", content('g'));
  {
    const Tree let_go = store->tree(other).value();
  }
  const auto collected = store->collect_garbage(0);
  ASSERT_TRUE(collected) << collected.error().message();
  const auto& usage = *collected;
  EXPECT_EQ(usage.trees, 1U);
  EXPECT_EQ(os::read_file(path_of(held, "kept")).value(), content('k'));
  EXPECT_FALSE(os::exists(root_ + "/trees/" + other.hex().substr(0, 2) + "/" + other.hex()));
}

TEST_F(EvictionTest, ATreeThatAnotherProcessHoldsStays) {
  Digest digest;
  {
    const auto store = open();
    digest = put_tree(*store, "kept", content('k'));
  }
  int ready[2];
  int done[2];
  ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  ASSERT_EQ(::pipe2(done, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(done[1]);
    const auto store = Store::open({.root = root_});
    const auto tree = (*store)->tree(digest);
    char byte = tree ? 'y' : 'n';
    static_cast<void>(::write(ready[1], &byte, 1));
    static_cast<void>(::read(done[0], &byte, 1));  // until the parent lets go
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  const auto store = open();
  EXPECT_EQ(store->collect_garbage(0).value().trees, 1U);
  ::close(done[1]);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(store->collect_garbage(0).value().trees, 0U);
  for (const int fd : {ready[0], ready[1], done[0]}) ::close(fd);
}

TEST_F(EvictionTest, AStoreThatGrewBeyondItsLimitShrinksByItself) {
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    Digest digest;
    {
      const auto store = Store::open({.root = root_, .size_limit = 3000}).value();
      digest = store->put(content(letter)).value();
    }
    age(blob_path(digest), 1);
  }
  EXPECT_LE(open()->usage().value().bytes, 3000U);
}

TEST_F(EvictionTest, WhatWasEvictedIsStoredAgainFromTheSameFile) {
  const std::string path = host_file("file", content('f'));
  const struct timespec long_ago{1'000'000'000, 1};
  ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.modified = long_ago}));
  const auto store = open();
  const auto digest = store->put_file(path).value();
  store->collect_garbage(0).value();
  ASSERT_FALSE(os::exists(blob_path(digest)));
  EXPECT_EQ(store->put_file(path).value(), digest);
  EXPECT_EQ(store->get(digest).value(), content('f'));
}

}  // namespace
}  // namespace maelstrom::store
