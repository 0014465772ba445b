#include "store/index.h"

#include <fcntl.h>

#include "os/inode.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(Fingerprint, TellsALaterChangeOnlyIfTheClockMovedOn) {
  const Fingerprint fingerprint{.ctime = 100 * kSecond + 7};
  EXPECT_FALSE(is_telling(fingerprint, 100 * kSecond + 7));
  EXPECT_FALSE(is_telling(fingerprint, 100 * kSecond + 10'000'000));
  EXPECT_TRUE(is_telling(fingerprint, 100 * kSecond + 30'000'000));
}

TEST(Fingerprint, WaitsLongerWhereTheFileSystemKeepsWholeSeconds) {
  const Fingerprint fingerprint{.ctime = 100 * kSecond};
  EXPECT_FALSE(is_telling(fingerprint, 101 * kSecond));
  EXPECT_TRUE(is_telling(fingerprint, 102 * kSecond + 1));
}

class IndexTest : public StoreTest {
 protected:
  Fingerprint fingerprint(const std::string& path) { return fingerprint_of(os::stat(path).value()); }
};

TEST_F(IndexTest, AnswersOnlyForTheVeryFingerprint) {
  Index index(scratch_.path() + "/index.sqlite");
  Fingerprint known = fingerprint(host_file("file", "x"));
  index.remember(known, {digest_of("x"), 5});
  ASSERT_TRUE(index.flush());
  EXPECT_EQ(index.find(known).value()->digest, digest_of("x"));
  for (auto change : {&Fingerprint::mtime, &Fingerprint::ctime}) {
    Fingerprint other = known;
    other.*change += 1;
    EXPECT_FALSE(index.find(other).value());
  }
}

TEST_F(IndexTest, RemembersBetweenProcesses) {
  const Fingerprint known = fingerprint(host_file("file", "x"));
  {
    Index index(scratch_.path() + "/index.sqlite");
    index.remember(known, {digest_of("x"), 5});
  }
  Index index(scratch_.path() + "/index.sqlite");
  EXPECT_EQ(index.find(known).value()->digest, digest_of("x"));
}

// One query loads a file's neighbours with it.
TEST_F(IndexTest, ANeighbourIsJudgedByItsOwnFingerprint) {
  std::vector<Fingerprint> files;
  for (std::uint64_t inode = 1; inode <= 300; ++inode) {
    files.push_back({.identity = {.device = 1, .inode = inode}, .size = inode, .mtime = 1, .ctime = 1});
  }
  {
    Index index(scratch_.path() + "/index.sqlite");
    for (const auto& file : files) index.remember(file, {digest_of(std::to_string(file.size)), 5});
  }
  files[1].ctime = 2;
  Index index(scratch_.path() + "/index.sqlite");
  EXPECT_TRUE(index.find(files[200]).value());
  for (const auto& file : files) {
    const auto known = index.find(file).value();
    ASSERT_EQ(known.has_value(), file.identity.inode != 2) << file.identity.inode;
    if (!known) continue;
    EXPECT_EQ(known->digest.hash, digest_of(std::to_string(file.size)).hash);
  }
}

TEST_F(IndexTest, WhatWasJustLearntIsNotForgottenWhenANeighbourIsAskedFor) {
  Fingerprint changed{.identity = {.device = 1, .inode = 2}, .size = 1, .mtime = 1, .ctime = 1};
  const Fingerprint before{.identity = {.device = 1, .inode = 1}, .size = 1, .mtime = 1, .ctime = 1};
  {
    Index index(scratch_.path() + "/index.sqlite");
    for (const auto& file : {before, changed}) index.remember(file, {digest_of("old"), 5});
  }
  changed.ctime = 2;
  Index index(scratch_.path() + "/index.sqlite");
  index.remember(changed, {digest_of("new"), 5});
  EXPECT_TRUE(index.find(before).value());
  const auto known = index.find(changed).value();
  ASSERT_TRUE(known);
  EXPECT_EQ(known->digest.hash, digest_of("new").hash);
}

TEST_F(IndexTest, ADamagedFileCostsOnlyWhatItRemembered) {
  ASSERT_TRUE(os::replace_file(scratch_.path() + "/index.sqlite", std::string(8192, 'x')));
  Index index(scratch_.path() + "/index.sqlite");
  const Fingerprint known = fingerprint(host_file("file", "x"));
  EXPECT_FALSE(index.find(known).value());
  index.remember(known, {digest_of("x"), 5});
  EXPECT_TRUE(index.flush());
  EXPECT_TRUE(index.find(known).value());
}

TEST_F(IndexTest, AChangeOfSameSizeAndTimeIsSeen) {
  const std::string path = host_file("file", "before");
  const struct timespec past{1'000'000'000, 5};
  ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.modified = past}));
  const auto store = open();
  EXPECT_EQ(store->put_file(path).value(), digest_of("before"));
  const auto fd = os::open(path, O_WRONLY).value();
  ASSERT_TRUE(os::write_all(fd.get(), "behind", path));
  ASSERT_TRUE(os::set_times({AT_FDCWD, path}, {.modified = past}));
  EXPECT_EQ(store->put_file(path).value(), digest_of("behind"));
}

}  // namespace
}  // namespace maelstrom::store
