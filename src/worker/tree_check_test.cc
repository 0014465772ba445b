#include "worker/tree_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace maelstrom::worker {
namespace {

using ::testing::HasSubstr;

class TreeCheckTest : public ::testing::Test {
 protected:
  Digest put(const Directory& directory) {
    const Digest digest = digest_of(directory.encode());
    directories_[digest] = directory;
    return digest;
  }
  // A tree of `levels` directories, each of which holds the next `width` times.
  Digest tower(int levels, int width) {
    Digest below = put({.files = {{"file", digest_of("x")}}});
    for (int level = 1; level < levels; ++level) {
      Directory directory;
      for (int i = 0; i < width; ++i) directory.directories.push_back({std::to_string(i), below});
      below = put(directory);
    }
    return below;
  }
  std::string refusal(const Digest& root, const TreeLimits& limits = {}) const {
    const Status checked = check_tree(root, directories_, limits);
    return checked ? "none" : checked.error().message();
  }

  Directories directories_;
};

TEST_F(TreeCheckTest, AnOrdinaryTreePasses) {
  EXPECT_EQ(refusal(put({})), "none");
  EXPECT_EQ(refusal(put({.files = {{"a", digest_of("x")}},
                         .directories = {{"b", put({})}, {"c", put({})}},
                         .symlinks = {{"d", "../../../etc/passwd"}}})),
            "none");
}

TEST_F(TreeCheckTest, WhatUnfoldsWithoutEndIsRefusedAtOnce) {
  EXPECT_EQ(refusal(tower(20, 1)), "none");
  EXPECT_EQ(refusal(tower(6, 10)), "none");
  EXPECT_THAT(refusal(tower(100, 10)), HasSubstr("more than 2 000 000 entries"));
  EXPECT_THAT(refusal(tower(8, 10)), HasSubstr("more than 2 000 000 entries"));
}

TEST_F(TreeCheckTest, WhatIsTooDeepIsRefusedWhereverItWasCountedFirst) {
  EXPECT_EQ(refusal(tower(256, 1)), "none");
  EXPECT_THAT(refusal(tower(257, 1)), HasSubstr("more than 256 directories deep"));
  const Digest low = tower(200, 1);
  Digest deep = low;
  for (int i = 0; i < 60; ++i) deep = put({.directories = {{"x", deep}}});
  EXPECT_THAT(refusal(put({.directories = {{"a", low}, {"b", deep}}})), HasSubstr("more than 256 directories deep"));
}

TEST_F(TreeCheckTest, SizesAreCountedOnceForEachContent) {
  const Digest large{.hash = {1}, .size = 600};
  const Digest other{.hash = {2}, .size = 600};
  const TreeLimits limits{.file_bytes = 600, .bytes = 1000};
  EXPECT_EQ(refusal(put({.files = {{"a", large}, {"b", large}}}), limits), "none");
  EXPECT_THAT(refusal(put({.files = {{"a", large}, {"b", other}}}), limits), HasSubstr("no room"));
  EXPECT_THAT(refusal(put({.files = {{"a", Digest{.size = 601}}}}), limits), HasSubstr("a file of more than 600 B"));
  const Digest endless{.hash = {3}, .size = UINT64_MAX};
  EXPECT_THAT(refusal(put({.files = {{"a", endless}}})), HasSubstr("a file of more than 1.0 TiB"));
}

TEST_F(TreeCheckTest, LinksAndNamesThatNoSystemCallTakesAreRefused) {
  EXPECT_THAT(refusal(put({.symlinks = {{"a", ""}}})), HasSubstr("a symbolic link to \"\""));
  EXPECT_THAT(refusal(put({.symlinks = {{"a", std::string("x\0y", 3)}}})), HasSubstr("x\\x00y"));
  EXPECT_THAT(refusal(put({.symlinks = {{"a", std::string(4096, 'x')}}})), HasSubstr("a symbolic link to"));
  EXPECT_THAT(refusal(put({.files = {{std::string(256, 'n'), digest_of("x")}}})), HasSubstr("a name of 256 bytes"));
  EXPECT_THAT(refusal(put({.directories = {{std::string(256, 'n'), put({})}}})), HasSubstr("a name of 256 bytes"));
}

}  // namespace
}  // namespace maelstrom::worker
