#include "registry/tag_lock.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "os/file.h"

namespace maelstrom::registry {
namespace {

using testing::HasSubstr;

std::string digest(char digit) { return "sha256:" + std::string(64, digit); }

class TagLockTest : public testing::Test {
 protected:
  std::string path() const { return project_.path() + "/" + kTagLockName; }
  void write(std::string_view text) { ASSERT_TRUE(os::replace_file(path(), text)); }
  std::string text() const { return os::read_file(path()).value(); }

  os::TemporaryDirectory project_ = os::TemporaryDirectory::create().value();
  TagLock lock_{project_.path()};
};

TEST_F(TagLockTest, WhatIsLockedIsFoundAgain) {
  EXPECT_EQ(lock_.find({"alpine", "latest"}).value(), std::nullopt);
  EXPECT_EQ(lock_.add({"alpine", "latest"}, digest('a')).value(), digest('a'));
  EXPECT_EQ(lock_.add({"alpine", "3.19"}, digest('b')).value(), digest('b'));
  EXPECT_EQ(lock_.add({"localhost:5000/a.b", "v1"}, digest('c')).value(), digest('c'));
  EXPECT_EQ(lock_.find({"alpine", "latest"}).value(), digest('a'));
  EXPECT_EQ(lock_.find({"alpine", "3.19"}).value(), digest('b'));
  EXPECT_EQ(lock_.find({"localhost:5000/a.b", "v1"}).value(), digest('c'));
  EXPECT_EQ(lock_.find({"alpine", "edge"}).value(), std::nullopt);
}

TEST_F(TagLockTest, WhatAPersonWroteStays) {
  write("# mine\nversion = 1\n[rust]  # pinned\nlatest = \"" + digest('a') + "\" # why\n[zig]\n");
  ASSERT_TRUE(lock_.add({"rust", "1"}, digest('b')));
  EXPECT_EQ(text(), "# mine\nversion = 1\n[rust]  # pinned\n\"1\" = \"" + digest('b') + "\"\nlatest = \"" +
                        digest('a') + "\" # why\n[zig]\n");
}

TEST_F(TagLockTest, TheFirstOfTwoProgramsDecides) {
  ASSERT_TRUE(lock_.add({"rust", "1"}, digest('a')));
  EXPECT_EQ(TagLock(project_.path()).add({"rust", "1"}, digest('b')).value(), digest('a'));
}

TEST_F(TagLockTest, NoLineIsLostWhenManyWriteAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back(
        [&, i] { EXPECT_TRUE(TagLock(project_.path()).add({"image", std::to_string(i)}, digest('a'))); });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 16; ++i) EXPECT_EQ(lock_.find({"image", std::to_string(i)}).value(), digest('a')) << i;
}

TEST_F(TagLockTest, AnErrorHasFileLineAndColumn) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"version = 1\n[rust]\nlatest = \"sha256:12\"\n", ":3:10: error: the digest of \"rust:latest\""},
      {"version = 1\n[rust\n", ":2:"},
      {"\nversion = 7\n", ":2:11: error: this program knows version 1"},
      {"[rust]\n", ":1:1: error: `version = 1` is missing"},
      {"version = 1\nrust = 3\n", ":2:8: error: \"rust\" is not a table"},
  };
  for (const auto& [content, message] : cases) {
    write(content);
    const auto found = lock_.find({"rust", "latest"});
    ASSERT_FALSE(found) << content;
    EXPECT_THAT(found.error().message(), HasSubstr(path() + message));
    EXPECT_FALSE(lock_.add({"rust", "x"}, digest('a'))) << content;
    EXPECT_EQ(text(), content);
  }
}

}  // namespace
}  // namespace maelstrom::registry
