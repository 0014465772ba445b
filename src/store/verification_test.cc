#include "store/verification.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "os/inode.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class VerificationTest : public StoreTest {
 protected:
  // Two levels, a link, a pipe, and a file that needs a copy of its own.
  static Digest put_tree_of_everything(Store& store) {
    const Digest text = store.put("some text").value();
    const Directory inner{.files = {{"tool", text, true}}};
    return store
        .put_directory({.files = {{"a", text},
                                  {"pipe", {}, false, {.unix_mode = 0600, .fifo = true}},
                                  {"z", text, false, {.unix_mode = 0640, .mtime_seconds = 5}}},
                        .directories = {{"inner", store.put_directory(inner).value()}},
                        .symlinks = {{"link", "a"}}})
        .value();
  }
  // Changes what the store holds at `path`, below its root, as a failing disk would: the inode stays the same one.
  void overwrite(const std::string& path, std::string_view bytes) {
    struct stat before = os::stat(path).value();
    ASSERT_TRUE(os::set_mode_at({AT_FDCWD, path}, 0600));
    {
      const auto fd = os::open(path, O_WRONLY | O_TRUNC).value();
      ASSERT_TRUE(os::write_all(fd.get(), bytes, path));
      ASSERT_TRUE(os::set_times(fd.get(), path, {.modified = before.st_mtim}));
    }
    ASSERT_TRUE(os::set_mode_at({AT_FDCWD, path}, before.st_mode & 07777));
  }
  static VerifiedStore verify(Store& store) {
    auto verified = store.verify();
    EXPECT_TRUE(verified) << verified.error().message();
    return verified ? std::move(*verified) : VerifiedStore{};
  }
  std::string tree_path(const Digest& tree) { return root_ + "/trees/" + tree.hex().substr(0, 2) + "/" + tree.hex(); }
};

TEST_F(VerificationTest, AStoreThatIsWholeHasNoFlaw) {
  const auto store = open();
  const Digest digest = put_tree_of_everything(*store);
  {
    const Tree tree = store->tree(digest).value();
  }
  const auto verified = verify(*store);
  EXPECT_THAT(verified.flaws, IsEmpty());
  EXPECT_EQ(verified.contents, 5U);  // the text, two Directories, two copies: executable, and of another mode
  EXPECT_EQ(verified.trees, 1U);
  EXPECT_TRUE(os::exists(tree_path(digest)));
}

TEST_F(VerificationTest, AContentWithOtherBytesIsDroppedAndReadAgain) {
  const std::string path = host_file("file", "as it should be");
  const auto store = open();
  ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.modified = timespec{1000, 0}}));
  const Digest digest = store->put_file(path).value();
  overwrite(blob_path(digest), "as it should bE");
  EXPECT_THAT(verify(*store).flaws,
              ElementsAre(Flaw{blob_path(digest), "holds other bytes than were stored", Flaw::Fate::kDropped}));
  EXPECT_FALSE(os::exists(blob_path(digest)));
  EXPECT_EQ(store->put_file(path).value(), digest);
  EXPECT_EQ(store->get(digest).value(), "as it should be");
}

TEST_F(VerificationTest, ATreeOfADamagedContentIsDroppedWithIt) {
  const auto store = open();
  const Digest digest = put_tree(*store, "file", "content");
  const std::string file = [&] {
    const Tree tree = store->tree(digest).value();
    return path_of(tree, "file");
  }();
  overwrite(file, "CONTENT");
  EXPECT_THAT(verify(*store).flaws, SizeIs(2));
  EXPECT_FALSE(os::exists(tree_path(digest)));
  EXPECT_THAT(verify(*store).flaws, IsEmpty());
  ASSERT_TRUE(store->put("content"));
  const Tree again = store->tree(digest).value();
  EXPECT_EQ(os::read_file(path_of(again, "file")).value(), "content");
}

TEST_F(VerificationTest, ATreeThatWasChangedIsDropped) {
  struct Damage {
    std::string reason;
    std::function<void(const std::string& tree)> make;
  };
  const Damage damages[] = {
      {"has other entries than it was given", [](const auto& tree) { ASSERT_TRUE(os::replace_file(tree + "/b", "")); }},
      {"has other entries than it was given", [](const auto& tree) { ASSERT_TRUE(os::remove_file(tree + "/a")); }},
      {"lacks the file \"a\"", [](const auto& tree) { ASSERT_TRUE(os::rename(tree + "/a", tree + "/b")); }},
      {"has another target of the link \"link\"",
       [](const auto& tree) {
         ASSERT_TRUE(os::remove_file(tree + "/link"));
         ASSERT_TRUE(os::symlink("b", {AT_FDCWD, tree + "/link"}));
       }},
      {"has another mode or time of the file \"tool\"",
       [](const auto& tree) { ASSERT_TRUE(os::set_mode_at({AT_FDCWD, tree + "/inner/tool"}, 0444)); }},
      {"has a directory with another mode or time than it was given",
       [](const auto& tree) { ASSERT_TRUE(os::set_mode_at({AT_FDCWD, tree + "/inner"}, 0711)); }},
  };
  for (const Damage& damage : damages) {
    const auto store = open();
    const Digest digest = put_tree_of_everything(*store);
    {
      const Tree tree = store->tree(digest).value();
    }
    const struct stat before = os::stat(tree_path(digest)).value();
    damage.make(tree_path(digest));
    ASSERT_TRUE(os::set_times({AT_FDCWD, tree_path(digest)}, {.modified = before.st_mtim}));
    const auto flaws = verify(*store).flaws;
    EXPECT_THAT(flaws, ::testing::Contains(Flaw{tree_path(digest), damage.reason, Flaw::Fate::kDropped}));
    EXPECT_FALSE(os::exists(tree_path(digest))) << damage.reason;
    ASSERT_TRUE(store->tree(put_tree_of_everything(*store)));
    EXPECT_THAT(verify(*store).flaws, IsEmpty()) << damage.reason;
  }
}

TEST_F(VerificationTest, AWrongTreeThatIsInUseStaysAndIsTold) {
  const auto store = open();
  const Digest digest = put_tree(*store, "file", "content");
  const Tree tree = store->tree(digest).value();
  const struct stat before = os::stat(tree_path(digest)).value();
  ASSERT_TRUE(os::replace_file(tree_path(digest) + "/more", ""));
  ASSERT_TRUE(os::set_times({AT_FDCWD, tree_path(digest)}, {.modified = before.st_mtim}));
  EXPECT_THAT(verify(*store).flaws,
              ElementsAre(Flaw{tree_path(digest), "has other entries than it was given", Flaw::Fate::kInUse}));
  EXPECT_TRUE(os::exists(tree_path(digest)));
}

TEST_F(VerificationTest, ATreeWhoseDescriptionIsGoneIsDropped) {
  const auto store = open();
  const Digest digest = put_tree(*store, "file", "content");
  {
    const Tree tree = store->tree(digest).value();
  }
  ASSERT_TRUE(os::remove_file(blob_path(digest)));
  const auto flaws = verify(*store).flaws;
  ASSERT_THAT(flaws, SizeIs(1));
  EXPECT_EQ(flaws[0].fate, Flaw::Fate::kUndescribed);
  EXPECT_FALSE(os::exists(tree_path(digest)));
}

TEST_F(VerificationTest, WhatIsNoneOfTheStoresIsDropped) {
  const auto store = open();
  ASSERT_TRUE(store->put("content"));
  const std::string stray = root_ + "/blobs/" + digest_of("content").hex().substr(0, 2) + "/stray";
  ASSERT_TRUE(os::replace_file(stray, "stray"));
  EXPECT_THAT(verify(*store).flaws, ElementsAre(Flaw{stray, "is none of the store's", Flaw::Fate::kDropped}));
  EXPECT_FALSE(os::exists(stray));
}

TEST_F(VerificationTest, ADamagedIndexIsReplaced) {
  {
    const auto store = open();
    const std::string path = host_file("file", "bytes");
    ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.modified = timespec{1000, 0}}));
    ASSERT_TRUE(store->put_file(path));
  }
  ASSERT_TRUE(os::replace_file(root_ + "/index.sqlite", "no database, and long enough to be looked at as one is"));
  const auto store = open();
  EXPECT_THAT(verify(*store).flaws,
              ElementsAre(Flaw{root_ + "/index.sqlite", "is a damaged database", Flaw::Fate::kDropped}));
}

}  // namespace
}  // namespace maelstrom::store
