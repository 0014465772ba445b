#include "layers/layer_builder.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Paths : public LayerTest {
 protected:
  void SetUp() override {
    LayerTest::SetUp();
    write("d/a.txt", "A\n");
    write("d/sub/b.txt", "BB\n");
    write("top.txt", "T\n");
    link("link", "d/a.txt");
    link("dirlink", "d");
    link("dangling", "nowhere");
  }
};

TEST_F(Paths, RelativeOnesStandBelowTheRoot) {
  EXPECT_THAT(tree_of(PathsLayer{{"d/a.txt", "top.txt"}, {}}), ElementsAre("f 2 /top.txt", "d /d", "f 2 /d/a.txt"));
  EXPECT_THAT(tree_of(PathsLayer{{"./d/./a.txt"}, {}}), ElementsAre("d /d", "f 2 /d/a.txt"));
}

TEST_F(Paths, AbsoluteOnesStandWhereTheyAreOnTheHost) {
  EXPECT_THAT(tree_of(PathsLayer{{project() + "/d/a.txt"}, {}}), testing::Contains("f 2 " + project() + "/d/a.txt"));
}

TEST_F(Paths, ADirectoryComesWithoutItsContent) { EXPECT_THAT(tree_of(PathsLayer{{"d"}, {}}), ElementsAre("d /d")); }

TEST_F(Paths, OfTheModeOnlyExecutabilityCounts) {
  write("run", "#!", 0700);
  write("secret", "s", 0600);
  EXPECT_THAT(tree_of(PathsLayer{{"run", "secret"}, {}}), ElementsAre("x 2 /run", "f 1 /secret"));
}

TEST_F(Paths, LinksStayLinksUnlessFollowed) {
  EXPECT_THAT(tree_of(PathsLayer{{"link", "dangling", "dirlink"}, {}}),
              ElementsAre("l /dangling -> nowhere", "l /dirlink -> d", "l /link -> d/a.txt"));
  EXPECT_THAT(tree_of(PathsLayer{{"link", "dirlink"}, {.follow_symlinks = true}}),
              ElementsAre("f 2 /link", "d /dirlink"));
  EXPECT_THAT(error_of(PathsLayer{{"dangling"}, {.follow_symlinks = true}}),
              AllOf(HasSubstr("dangling"), HasSubstr("No such file")));
}

TEST_F(Paths, CanonicalizePutsTheContentAtTheCanonicalPath) {
  const auto tree = tree_of(PathsLayer{{"link"}, {.canonicalize = true}});
  EXPECT_THAT(tree, testing::Contains("f 2 " + project() + "/d/a.txt"));
  const PrefixOptions stripped{.canonicalize = true, .strip_prefix = project()};
  EXPECT_THAT(tree_of(PathsLayer{{"d/../d/sub/./b.txt"}, stripped}),
              ElementsAre("d /d", "d /d/sub", "f 3 /d/sub/b.txt"));
  const PrefixOptions moved{.canonicalize = true, .strip_prefix = project() + "/d", .prepend_prefix = "/z"};
  EXPECT_THAT(tree_of(PathsLayer{{"dirlink/sub/b.txt"}, moved}), ElementsAre("d /z", "d /z/sub", "f 3 /z/sub/b.txt"));
}

TEST_F(Paths, APrefixIsStrippedByWholeComponentsAndIgnoredWhereItDoesNotFit) {
  for (const char* prefix : {"d", "d/", "./d"}) {
    EXPECT_THAT(tree_of(PathsLayer{{"d/a.txt", "top.txt"}, {.strip_prefix = prefix}}),
                ElementsAre("f 2 /a.txt", "f 2 /top.txt"));
  }
  EXPECT_THAT(tree_of(PathsLayer{{"top.txt"}, {.strip_prefix = "to"}}), ElementsAre("f 2 /top.txt"));
  EXPECT_THAT(tree_of(PathsLayer{{"d/a.txt"}, {.strip_prefix = "/d"}}), ElementsAre("d /d", "f 2 /d/a.txt"));
  EXPECT_THAT(error_of(PathsLayer{{"d/a.txt"}, {.strip_prefix = "d/a.txt"}}), HasSubstr("d/a.txt: strip_prefix"));
}

TEST_F(Paths, APrefixIsPrependedToAbsolutePathsToo) {
  EXPECT_THAT(tree_of(PathsLayer{{"top.txt"}, {.prepend_prefix = "x/y/"}}),
              ElementsAre("d /x", "d /x/y", "f 2 /x/y/top.txt"));
  EXPECT_THAT(tree_of(PathsLayer{{project() + "/top.txt"}, {.prepend_prefix = "/pre"}}),
              testing::Contains("f 2 /pre" + project() + "/top.txt"));
}

TEST_F(Paths, WhatIsNotThereIsNamed) {
  EXPECT_THAT(error_of(PathsLayer{{"d/none.txt"}, {}}), AllOf(HasSubstr("none.txt"), HasSubstr("No such file")));
}

TEST_F(Paths, ParentStepsAreRefusedWithAHint) {
  EXPECT_THAT(error_of(PathsLayer{{"../up.txt"}, {}}), AllOf(HasSubstr("../up.txt"), HasSubstr("canonicalize")));
}

TEST_F(Paths, TheLastOfEqualKindsWinsAndDifferentKindsAreAnError) {
  EXPECT_THAT(tree_of(PathsLayer{{"top.txt", "top.txt"}, {}}), ElementsAre("f 2 /top.txt"));
  EXPECT_THAT(error_of(PathsLayer{{"dirlink", "dirlink/a.txt"}, {}}), HasSubstr("dirlink/a.txt"));
}

TEST_F(Paths, NamesAreBytes) {
  const std::string name = "a b\n\xff\xc3";
  write(name, "odd");
  EXPECT_THAT(tree_of(PathsLayer{{name}, {}}), ElementsAre("f 3 /" + name));
}

TEST_F(Paths, SocketsAndPipesAreRefusedByName) {
  ASSERT_EQ(::mkfifo((project() + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of(PathsLayer{{"pipe"}, {}}), AllOf(HasSubstr("/pipe"), HasSubstr("a named pipe")));
}

TEST_F(Paths, WhatMayNotBeReadIsNamed) {
  write("secret", "s", 0000);
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  EXPECT_THAT(error_of(PathsLayer{{"secret"}, {}}), AllOf(HasSubstr("/secret"), HasSubstr("Permission denied")));
}

using Stubs = LayerTest;

TEST_F(Stubs, BracesAndTrailingSlashes) {
  EXPECT_THAT(tree_of(StubsLayer{{"/{proc,sys}/", "/dev/{null,zero}", "x/y"}}),
              ElementsAre("d /dev", "f 0 /dev/null [0444 stub]", "f 0 /dev/zero [0444 stub]", "d /proc [0555 stub]",
                          "d /sys [0555 stub]", "d /x", "f 0 /x/y [0444 stub]"));
}

TEST_F(Stubs, ChangeNothingThatIsThere) {
  EXPECT_THAT(tree_of(StubsLayer{{"/a/b", "/a/", "/a/b/"}}), ElementsAre("d /a", "f 0 /a/b [0444 stub]"));
}

TEST_F(Stubs, AStubNeedsAName) {
  EXPECT_NE(error_of(StubsLayer{{""}}), "no error");
  EXPECT_THAT(error_of(StubsLayer{{"/x{a"}}), HasSubstr("stub \"/x{a\""));
}

TEST_F(Stubs, AnEmptyListIsAnEmptyLayer) { EXPECT_THAT(tree_of(StubsLayer{}), IsEmpty()); }

using Symlinks = LayerTest;

TEST_F(Symlinks, HoldTheirTargetAsItIsWritten) {
  EXPECT_THAT(tree_of(SymlinksLayer{{{"/a", "b"}, {"/c", "/d/e"}, {"p/q/l", "../x"}}}),
              ElementsAre("l /a -> b", "l /c -> /d/e", "d /p", "d /p/q", "l /p/q/l -> ../x"));
}

TEST_F(Symlinks, NeedANameAndATarget) {
  EXPECT_THAT(error_of(SymlinksLayer{{{"/", "b"}}}), HasSubstr("needs a name"));
  EXPECT_THAT(error_of(SymlinksLayer{{{"/a", ""}}}), HasSubstr("/a"));
}

using Inline = LayerTest;

TEST_F(Inline, FilesHoldWhatTheSpecificationSays) {
  const auto built = build(InlineLayer{{{"/etc/hosts", "127.0.0.1 localhost\n"}}});
  ASSERT_TRUE(built);
  EXPECT_THAT(lines_of(built->tree), ElementsAre("d /etc", "f 20 /etc/hosts"));
  EXPECT_EQ(store_->get(digest_of("127.0.0.1 localhost\n")).value(), "127.0.0.1 localhost\n");
}

using Layers = LayerTest;

TEST_F(Layers, TheSameDeclarationGivesTheSameDigestAfterATouch) {
  write("f", "same");
  const auto before = build(PathsLayer{{"f"}, {}});
  ASSERT_TRUE(os::set_times({AT_FDCWD, project() + "/f"}, {.modified = timespec{1000, 0}}));
  const auto after = build(PathsLayer{{"f"}, {}});
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->tree, after->tree);
}

}  // namespace
}  // namespace maelstrom::layers
