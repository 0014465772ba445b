#include "os/tree_watch.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>

#include "os/file.h"

namespace maelstrom::os {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class TreeWatchTest : public ::testing::Test {
 protected:
  TreeWatchTest() : scratch_(TemporaryDirectory::create().value()), root_(real_path(scratch_.path()).value()) {
    EXPECT_TRUE(make_directories(root_ + "/src/deep"));
    EXPECT_TRUE(make_directories(root_ + "/build/objects"));
    write("src/old.cc");
    watch_ = TreeWatch::open(root_, [this](const std::string& path) {
               return path.starts_with(root_ + ignored_) || path.ends_with("~");
             }).value();
  }

  void write(const std::string& path, const std::string& text = "text") {
    const auto file = open(root_ + "/" + path, O_WRONLY | O_CREAT | O_TRUNC, 0644).value();
    ASSERT_TRUE(write_all(file.get(), text, path));
  }
  // Below the root.
  std::vector<std::string> changed() {
    std::vector<std::string> names;
    for (const std::string& path : watch_->take()) names.push_back(path == root_ ? "." : path.substr(root_.size() + 1));
    return names;
  }

  TemporaryDirectory scratch_;
  std::string root_;
  std::string ignored_ = "/build";
  std::unique_ptr<TreeWatch> watch_;
};

TEST_F(TreeWatchTest, TellsWhatIsWrittenMovedAndRemovedAnywhere) {
  EXPECT_THAT(changed(), IsEmpty());
  write("src/old.cc");
  write("src/deep/new.cc");
  EXPECT_THAT(changed(), ElementsAre("src/old.cc", "src/deep/new.cc"));
  ASSERT_TRUE(rename(root_ + "/src/old.cc", root_ + "/src/deep/moved.cc"));
  EXPECT_THAT(changed(), UnorderedElementsAre("src/old.cc", "src/deep/moved.cc"));
  ASSERT_TRUE(remove_file(root_ + "/src/deep/new.cc"));
  ASSERT_EQ(::symlink("moved.cc", (root_ + "/src/deep/link").c_str()), 0);
  EXPECT_THAT(changed(), ElementsAre("src/deep/new.cc", "src/deep/link"));
}

TEST_F(TreeWatchTest, AFileCountsOnceItIsClosed) {
  {
    const auto file = open(root_ + "/src/slow.cc", O_WRONLY | O_CREAT, 0644).value();
    ASSERT_TRUE(write_all(file.get(), "half", "slow.cc"));
    EXPECT_THAT(changed(), IsEmpty());
  }
  EXPECT_THAT(changed(), ElementsAre("src/slow.cc"));
}

TEST_F(TreeWatchTest, WhatIsOnlyReadHasNotChanged) {
  ASSERT_TRUE(read_file(root_ + "/src/old.cc"));
  EXPECT_THAT(changed(), IsEmpty());
}

TEST_F(TreeWatchTest, IsSilentAboutWhatIsIgnored) {
  write("build/objects/a.o");
  write("src/old.cc~");
  EXPECT_TRUE(make_directories(root_ + "/build/more"));
  write("build/more/b.o");
  EXPECT_THAT(changed(), IsEmpty());
}

TEST_F(TreeWatchTest, DirectoriesThatComeAreWatchedWithWhatIsInThem) {
  EXPECT_TRUE(make_directories(root_ + "/new/below"));
  write("new/below/first.cc");
  EXPECT_THAT(changed(), ElementsAre("new/below/first.cc"));
  write("new/below/second.cc");
  EXPECT_THAT(changed(), ElementsAre("new/below/second.cc"));
}

TEST_F(TreeWatchTest, ADirectoryThatIsMovedIsKnownByItsNewName) {
  ASSERT_TRUE(rename(root_ + "/src", root_ + "/source"));
  static_cast<void>(changed());
  write("source/deep/new.cc");
  EXPECT_THAT(changed(), ElementsAre("source/deep/new.cc"));
}

TEST_F(TreeWatchTest, AFileCanBeWatchedWhereEverythingElseIsIgnored) {
  ASSERT_TRUE(watch_->add_file(root_ + "/build/objects/program"));
  write("build/objects/program");
  write("build/objects/other");
  EXPECT_THAT(changed(), ElementsAre("build/objects/program"));
}

TEST_F(TreeWatchTest, WhatIsIgnoredLaterIsLetGo) {
  ignored_ = "/src";
  watch_->prune();
  write("src/deep/new.cc");
  write("build/objects/a.o");
  EXPECT_THAT(changed(), IsEmpty());  // build was not watched from the beginning
  write("top.cc");
  EXPECT_THAT(changed(), ElementsAre("top.cc"));
}

TEST_F(TreeWatchTest, ARootThatIsNotThereIsAnError) {
  const auto none = TreeWatch::open(root_ + "/nowhere", [](const std::string&) { return false; });
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace maelstrom::os
