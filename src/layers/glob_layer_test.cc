#include "layers/glob_layer.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GlobTest : public LayerTest {
 protected:
  void SetUp() override {
    LayerTest::SetUp();
    write("a.txt", "1");
    write("ab.md", "333");
    write("d/a.txt", "4444");
    write("d/e/c.txt", "55555");
    write("d/e/f/g.rs", "6");
    write(".h/x.txt", "7");
    link("sl.txt", "a.txt");
    link("dl", "d");
  }
  std::vector<std::string> matched(const std::string& pattern) { return tree_of(GlobLayer{.pattern = pattern}); }
};

TEST_F(GlobTest, AStarCrossesSlashesAndFindsHiddenFilesAndLinks) {
  const std::vector<std::string> all{"f 1 /a.txt", "l /sl.txt -> a.txt", "d /.h",  "f 1 /.h/x.txt",
                                     "d /d",       "f 4 /d/a.txt",       "d /d/e", "f 5 /d/e/c.txt"};
  EXPECT_EQ(matched("*.txt"), all);
  EXPECT_EQ(matched("**/*.txt"), all);
  EXPECT_EQ(matched("./*.txt"), all);
}

TEST_F(GlobTest, WhatStandsBelowADirectory) {
  EXPECT_THAT(matched("d/**"),
              ElementsAre("d /d", "f 4 /d/a.txt", "d /d/e", "f 5 /d/e/c.txt", "d /d/e/f", "f 1 /d/e/f/g.rs"));
  EXPECT_THAT(matched("d"), ElementsAre("d /d"));
}

TEST_F(GlobTest, DirectoriesThatAreLinksAreNotWalked) { EXPECT_THAT(matched("dl/**"), IsEmpty()); }

TEST_F(GlobTest, TakesThePrefixOptions) {
  EXPECT_THAT(tree_of(GlobLayer{.pattern = "d/**/*.txt", .prefix = {.strip_prefix = "d"}}),
              ElementsAre("f 4 /a.txt", "d /e", "f 5 /e/c.txt"));
  EXPECT_THAT(tree_of(GlobLayer{.pattern = "sl.*", .prefix = {.follow_symlinks = true}}), ElementsAre("f 1 /sl.txt"));
}

TEST_F(GlobTest, ThatMatchesNothingIsAWarningUnlessAllowed) {
  for (const std::string pattern : {"*.none", "", "no/such/dir/*", "/etc/*"}) {
    const auto built = build(GlobLayer{.pattern = pattern});
    ASSERT_TRUE(built) << built.error().message();
    EXPECT_THAT(built->warnings, ElementsAre(HasSubstr("glob \"" + pattern + "\" matches nothing")));
  }
  EXPECT_THAT(build(GlobLayer{.pattern = "*.none", .allow_empty = true}).value().warnings, IsEmpty());
}

TEST_F(GlobTest, AMalformedPatternIsNamed) {
  EXPECT_THAT(error_of(GlobLayer{.pattern = "[a"}), HasSubstr("glob \"[a\""));
}

TEST_F(GlobTest, APipeThatMatchesIsLeftOutWithAWarning) {
  ASSERT_EQ(::mkfifo((project() + "/pipe").c_str(), 0600), 0);
  const auto built = build(GlobLayer{.pattern = "{a.txt,pipe}"});
  ASSERT_TRUE(built);
  EXPECT_THAT(lines_of(built->tree), ElementsAre("f 1 /a.txt"));
  EXPECT_THAT(built->warnings, ElementsAre(HasSubstr("pipe")));
}

}  // namespace
}  // namespace maelstrom::layers
