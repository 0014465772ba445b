#include "layers/stacker.h"

#include <gmock/gmock.h>

#include "layers/tree_builder.h"
#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr NodeProperties kPrivate{.unix_mode = 0700, .mtime_seconds = 7};
constexpr NodeProperties kSticky{.unix_mode = 01777, .mtime_seconds = 8};

class Stacking : public LayerTest {
 protected:
  using Fill = std::function<void(TreeBuilder&)>;

  Digest layer(const Fill& fill) {
    TreeBuilder tree;
    fill(tree);
    return tree.store(*store_).value();
  }
  // Each has the file's content, so that one can tell whose a file is.
  TreeFile file(const std::string& content) { return {.digest = store_->put(content).value()}; }

  Digest directory(const std::string& path, const NodeProperties& properties) {
    return layer([&](TreeBuilder& tree) { ASSERT_TRUE(tree.add_directory(path, properties)); });
  }
  Digest file_at(const std::string& path, const std::string& content) {
    return layer([&](TreeBuilder& tree) { ASSERT_TRUE(tree.add_file(path, file(content))); });
  }
  Digest link_at(const std::string& path, const std::string& target) {
    return layer([&](TreeBuilder& tree) { ASSERT_TRUE(tree.add_symlink(path, target)); });
  }
  Digest stubs(std::vector<std::string> patterns) { return build(StubsLayer{std::move(patterns)})->tree; }

  std::vector<Digest> stacked(const std::vector<Digest>& layers) {
    auto result = Stacker(*store_).stack(layers);
    EXPECT_TRUE(result) << result.error().message();
    return result ? *result : std::vector<Digest>{};
  }
  // Each tree as text.
  std::vector<std::vector<std::string>> trees(const std::vector<Digest>& layers) {
    std::vector<std::vector<std::string>> all;
    for (const Digest& tree : stacked(layers)) {
      EXPECT_TRUE(store_->tree(tree)) << "the store cannot make the tree";
      all.push_back(lines_of(tree));
    }
    return all;
  }
  using Lines = std::vector<std::string>;
};

TEST_F(Stacking, LayersThatAgreeStayAsTheyAre) {
  const std::vector<Digest> layers{stubs({"/dev/null", "/tmp/"}), file_at("/usr/lib/a", "a"),
                                   file_at("/usr/lib/b", "b"), directory("/opt", kPrivate),
                                   link_at("/dev/fd", "/proc/self/fd")};
  EXPECT_EQ(stacked(layers), layers);
}

TEST_F(Stacking, AnImpliedParentIsAsALowerLayerMadeIt) {
  EXPECT_THAT(trees({directory("/x", kPrivate), file_at("/x/y/f", "12")}),
              ElementsAre(Lines{"d /x [0700 @7]"}, Lines{"d /x [0700 @7]", "d /x/y", "f 2 /x/y/f"}));
  const Digest low = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_directory("/x", kPrivate));
    ASSERT_TRUE(tree.add_directory("/x/y", kSticky));
  });
  EXPECT_THAT(trees({low, file_at("/x/y/f", "12")}).back(),
              ElementsAre("d /x [0700 @7]", "d /x/y [1777 @8]", "f 2 /x/y/f"));
}

TEST_F(Stacking, ThroughLayersThatImplyItTooTheModeIsThatOfWhoSaidIt) {
  const Digest middle = file_at("/x/m", "1");
  const auto all = trees({directory("/x", kPrivate), middle, file_at("/x/t", "22")});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_THAT(all[1], ElementsAre("d /x", "f 1 /x/m")) << "what a higher layer covers is left alone";
  EXPECT_THAT(all[2], ElementsAre("d /x [0700 @7]", "f 2 /x/t"));
}

TEST_F(Stacking, AHigherLayerThatGivesAModeWins) {
  const std::vector<Digest> layers{file_at("/x/f", "1"), directory("/x", kPrivate), directory("/x", kSticky)};
  EXPECT_EQ(stacked(layers), layers);
}

TEST_F(Stacking, TheRootIs755WhateverALayerSays) {
  const Digest root = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_directory("/", kPrivate));
    ASSERT_TRUE(tree.add_symlink("/l", "t"));
  });
  EXPECT_THAT(trees({root}), ElementsAre(Lines{"l /l -> t"}));
  EXPECT_THAT(trees({root, file_at("/f", "1")}).back(), ElementsAre("f 1 /f"));
}

TEST_F(Stacking, AStubFileChangesNothingThatExists) {
  for (const Digest& low : {file_at("/x", "full"), link_at("/x", "nowhere"), directory("/x", kPrivate)}) {
    EXPECT_THAT(stacked({low, stubs({"/x"})}), ElementsAre(low));
  }
  EXPECT_THAT(trees({file_at("/d/x", "full"), stubs({"/d/{x,y}"})}).back(),
              ElementsAre("d /d", "f 0 /d/y [0444 stub]"));
}

TEST_F(Stacking, AStubDirectoryChangesNothingThatExists) {
  for (const Digest& low :
       {file_at("/x", "full"), link_at("/x", "nowhere"), directory("/x", kPrivate), file_at("/x/f", "")}) {
    EXPECT_THAT(stacked({low, stubs({"/x/"})}), ElementsAre(low));
  }
  EXPECT_THAT(trees({directory("/x", kPrivate), stubs({"/x/", "/x/y/"})}).back(),
              ElementsAre("d /x [0700 @7]", "d /x/y [0555 stub]"));
  EXPECT_THAT(trees({file_at("/x/f", ""), stubs({"/x/", "/x/y/"})}).back(), ElementsAre("d /x", "d /x/y [0555 stub]"))
      << "0755, as the lower layer implied it";
}

TEST_F(Stacking, StubsMakeNoDirectoryOutOfWhatIsSomethingElse) {
  for (const Digest& low : {file_at("/x", "full"), link_at("/x", "nowhere")}) {
    EXPECT_THAT(stacked({low, stubs({"/x/y/z", "/x/y/w/"})}), ElementsAre(low));
  }
}

TEST_F(Stacking, AStubBelowIsWhatALowerLayerMade) {
  EXPECT_THAT(trees({stubs({"/x/", "/f"}), file_at("/x/f", "1"), file_at("/f", "22")}),
              ElementsAre(Lines{"f 0 /f [0444 stub]", "d /x [0555 stub]"}, Lines{"d /x [0555 stub]", "f 1 /x/f"},
                          Lines{"f 2 /f"}));
}

TEST_F(Stacking, WhatIsRealReplacesAnotherKind) {
  const std::vector<Digest> over_a_file{file_at("/x", "1"), file_at("/x/f", "1")};
  EXPECT_EQ(stacked(over_a_file), over_a_file);
  const std::vector<Digest> over_a_directory{directory("/x", kPrivate), file_at("/x", "1")};
  EXPECT_EQ(stacked(over_a_directory), over_a_directory);
  const Digest named = layer([](TreeBuilder& tree) { ASSERT_TRUE(tree.add_directory("/x")); });
  EXPECT_THAT(stacked({file_at("/x", "1"), named}), ElementsAre(file_at("/x", "1"), named));
}

TEST_F(Stacking, WhatANonDirectoryCoversGivesNoMode) {
  const std::vector<Digest> layers{directory("/x", kPrivate), file_at("/x", "1"), file_at("/x/f", "1")};
  EXPECT_EQ(stacked(layers), layers);
}

TEST_F(Stacking, AWhiteoutTakesItsNameOutOfEveryLowerLayer) {
  const Digest hiding = layer([](TreeBuilder& tree) { ASSERT_TRUE(tree.add_whiteout("/x/f")); });
  EXPECT_THAT(
      trees({file_at("/x/f", "1"), link_at("/x/f", "t"), file_at("/x/f/deep", "1"), file_at("/x/g", "1"), hiding}),
      ElementsAre(Lines{"d /x"}, Lines{"d /x", "f 1 /x/g"}))
      << "equal layers are left out, as is the one that only hides";
}

TEST_F(Stacking, AWhiteoutLeavesItsOwnAndHigherLayersAlone) {
  const Digest hiding = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_whiteout("/d"));
    ASSERT_TRUE(tree.add_file("/d/new", file("1")));
  });
  EXPECT_THAT(trees({file_at("/d/old", "1"), file_at("/other", "1"), hiding, file_at("/d/newer", "22")}),
              ElementsAre(Lines{"d /d"}, Lines{"f 1 /other"}, Lines{"d /d", "o /d", "f 1 /d/new"},
                          Lines{"d /d", "f 2 /d/newer"}));
}

TEST_F(Stacking, AfterAWhiteoutAStubStandsAndAModeIsForgotten) {
  const Digest hiding = layer([](TreeBuilder& tree) { ASSERT_TRUE(tree.add_whiteout("/x")); });
  EXPECT_THAT(trees({directory("/x", kPrivate), hiding, stubs({"/x/"})}), ElementsAre(Lines{"d /x [0555 stub]"}));
  EXPECT_THAT(trees({directory("/x", kPrivate), hiding, file_at("/x/f", "1")}), ElementsAre(Lines{"d /x", "f 1 /x/f"}));
}

TEST_F(Stacking, AnOpaqueDirectoryHidesAllBelowAndKeepsTheMode) {
  const Digest low = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_directory("/x", kPrivate));
    ASSERT_TRUE(tree.add_file("/x/old", file("1")));
    ASSERT_TRUE(tree.add_file("/x/deep/old", file("1")));
    ASSERT_TRUE(tree.add_symlink("/x/link", "t"));
  });
  const Digest hiding = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_opaque_directory("/x"));
    ASSERT_TRUE(tree.add_file("/x/new", file("22")));
  });
  const auto all = trees({low, hiding});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0], ElementsAre("d /x [0700 @7]"));
  EXPECT_THAT(all[1], ElementsAre("d /x [0700 @7]", "o /x", "f 2 /x/new"));
}

TEST_F(Stacking, AWhiteoutOfWhatIsNotThereChangesNothing) {
  const Digest hiding = layer([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_whiteout("/gone"));
    ASSERT_TRUE(tree.add_file("/f", file("1")));
  });
  EXPECT_THAT(stacked({file_at("/g", "1"), hiding}), ElementsAre(file_at("/g", "1"), hiding));
}

TEST_F(Stacking, EmptyAndRepeatedLayersAreLeftOutButForOne) {
  const Digest empty = layer([](TreeBuilder&) {});
  EXPECT_THAT(stacked({empty}), ElementsAre(empty));
  EXPECT_THAT(stacked({empty, empty}), ElementsAre(empty));
  const Digest a = file_at("/f", "a");
  const Digest b = file_at("/f", "b");
  EXPECT_THAT(stacked({a, empty, b, a}), ElementsAre(b, a));
}

TEST_F(Stacking, ADirectoryOfOneLayerIsNotRead) {
  const Digest nowhere = digest_of("not in the store");
  const Digest broken = store_->put_directory({.directories = {{"mine", nowhere}}}).value();
  EXPECT_THAT(stacked({broken, file_at("/other", "1")}), ElementsAre(broken, file_at("/other", "1")));
  const auto shared = Stacker(*store_).stack({broken, file_at("/mine/f", "1")});
  ASSERT_FALSE(shared);
  EXPECT_THAT(shared.error().message(), HasSubstr("mine: "));
}

TEST_F(Stacking, TheSameLayersAreMergedOnce) {
  Stacker stacker(*store_);
  const std::vector<Digest> layers{directory("/x", kPrivate), file_at("/x/f", "1")};
  const auto first = stacker.stack(layers);
  ASSERT_TRUE(first);
  ASSERT_TRUE(store_->collect_garbage(0));
  EXPECT_EQ(stacker.stack(layers).value(), *first) << "nothing is read the second time";
}

}  // namespace
}  // namespace maelstrom::layers
