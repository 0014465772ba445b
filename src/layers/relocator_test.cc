#include "layers/relocator.h"

#include <gmock/gmock.h>

#include "layers/tree_builder.h"
#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Relocating : public LayerTest {
 protected:
  using Fill = std::function<void(TreeBuilder&)>;

  Digest tree(const Fill& fill) {
    TreeBuilder tree;
    fill(tree);
    return tree.store(*store_).value();
  }
  TreeFile file(const std::string& content) { return {.digest = store_->put(content).value()}; }
  Digest files(const std::vector<std::string>& paths) {
    return tree([&](TreeBuilder& tree) {
      for (const std::string& path : paths) ASSERT_TRUE(tree.add_file(path, file("x")));
    });
  }
  Digest link(const std::string& path, const std::string& target) {
    return tree([&](TreeBuilder& tree) { ASSERT_TRUE(tree.add_symlink(path, target)); });
  }

  Result<Digest> moved(const Digest& tree) { return Relocator(*store_, {"/home/me/p", "/project"}).relocate(tree); }
  std::vector<std::string> lines(const Digest& tree) {
    const auto result = moved(tree);
    EXPECT_TRUE(result) << result.error().message();
    return result ? lines_of(*result) : std::vector<std::string>{};
  }
};

TEST_F(Relocating, NothingIsLeftOfTheDirectoriesAbove) {
  EXPECT_THAT(lines(files({"/home/me/p/build/t"})),
              ElementsAre("d /project", "d /project/build", "f 1 /project/build/t"));
  EXPECT_EQ(moved(files({"/home/me/p/build/t"})), files({"/project/build/t"}));
}

TEST_F(Relocating, WhatElseStandsThereStays) {
  EXPECT_EQ(moved(files({"/home/me/p/t", "/home/other", "/usr/lib/l"})),
            files({"/project/t", "/home/other", "/usr/lib/l"}));
  const Digest apart = files({"/usr/lib/l", "/home/me/pp/t"});
  EXPECT_EQ(moved(apart), apart);
}

TEST_F(Relocating, ADirectoryThatWasAskedForStays) {
  const Digest asked = tree([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_directory("/home/me", NodeProperties{.unix_mode = 0700}));
    ASSERT_TRUE(tree.add_file("/home/me/p/t", file("x")));
  });
  EXPECT_THAT(lines(asked), ElementsAre("d /home", "d /home/me [0700]", "d /project", "f 1 /project/t"));
}

TEST_F(Relocating, WhatStandsInsideAlreadyIsMergedAndGivesWay) {
  const Digest both = tree([&](TreeBuilder& tree) {
    ASSERT_TRUE(tree.add_file("/project/a/inside", file("1")));
    ASSERT_TRUE(tree.add_file("/project/a/both", file("1")));
    ASSERT_TRUE(tree.add_file("/home/me/p/a/both", file("22")));
    ASSERT_TRUE(tree.add_file("/home/me/p/a/outside", file("22")));
  });
  EXPECT_THAT(lines(both), ElementsAre("d /project", "d /project/a", "f 2 /project/a/both", "f 1 /project/a/inside",
                                       "f 2 /project/a/outside"));
}

TEST_F(Relocating, LinksLeadWhereTheyLed) {
  EXPECT_EQ(moved(link("/home/me/p/l", "/home/me/p/x")), link("/project/l", "/project/x"));
  EXPECT_EQ(moved(link("/home/me/p/l", "x/y")), link("/project/l", "x/y"));
  EXPECT_EQ(moved(link("/home/me/p/a/l", "../x")), link("/project/a/l", "../x"));
  EXPECT_EQ(moved(link("/home/me/p/l", "../../you/x")), link("/project/l", "/home/you/x"));
  EXPECT_EQ(moved(link("/usr/bin/l", "../../home/me/p/x")), link("/usr/bin/l", "/project/x"));
  EXPECT_EQ(moved(link("/usr/bin/l", "/home/me/pp")), link("/usr/bin/l", "/home/me/pp"));
}

TEST_F(Relocating, AFileInTheWayIsAnError) {
  const auto result = moved(files({"/home/me/p/t", "/project"}));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("project is no directory"));
}

TEST_F(Relocating, IntoItselfAndOutOfItself) {
  EXPECT_EQ(Relocator(*store_, {"/a", "/a/b"}).relocate(files({"/a/t"})), files({"/a/b/t"}));
  EXPECT_EQ(Relocator(*store_, {"/a/b", "/a"}).relocate(files({"/a/b/t", "/a/u"})), files({"/a/t", "/a/u"}));
  EXPECT_EQ(Relocator(*store_, {"/a", "/a"}).relocate(files({"/a/t"})), files({"/a/t"}));
}

}  // namespace
}  // namespace maelstrom::layers
