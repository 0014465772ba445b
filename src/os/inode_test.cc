#include "os/inode.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "os/file.h"

namespace maelstrom::os {
namespace {

TEST(Inode, RenameUnlessThereKeepsWhatIsThere) {
  const auto directory = TemporaryDirectory::create().value();
  const std::string from = directory.path() + "/from";
  const std::string to = directory.path() + "/to";
  ASSERT_TRUE(replace_file(from, "new"));
  ASSERT_TRUE(replace_file(to, "old"));
  EXPECT_EQ(rename_unless_there(from, to).value(), Renamed::kOtherIsThere);
  EXPECT_EQ(read_file(to).value(), "old");
  EXPECT_EQ(rename_unless_there(from, to + "2").value(), Renamed::kDone);
  EXPECT_EQ(read_file(to + "2").value(), "new");
  EXPECT_EQ(rename_unless_there(from, to + "3").error().code(), ErrorCode::kNotFound);
}

TEST(Inode, EachTimeIsSetByItself) {
  const auto directory = TemporaryDirectory::create().value();
  const std::string path = directory.path() + "/f";
  ASSERT_TRUE(replace_file(path, ""));
  ASSERT_TRUE(set_times({AT_FDCWD, path}, {timespec{100, 1}, timespec{200, 2}}));
  ASSERT_TRUE(set_times({AT_FDCWD, path}, {.accessed = timespec{300, 3}}));
  const auto info = stat_if_there({AT_FDCWD, path}).value().value();
  EXPECT_EQ(info.st_atim.tv_sec, 300);
  EXPECT_EQ(info.st_mtim.tv_sec, 200);
  EXPECT_EQ(info.st_mtim.tv_nsec, 2);
}

TEST(Inode, ALinkIsNotFollowed) {
  const auto directory = TemporaryDirectory::create().value();
  const std::string path = directory.path() + "/dangling";
  ASSERT_TRUE(symlink("nowhere", {AT_FDCWD, path}));
  EXPECT_TRUE(S_ISLNK(stat_if_there({AT_FDCWD, path}).value().value().st_mode));
  EXPECT_FALSE(stat_if_there({AT_FDCWD, directory.path() + "/nowhere"}).value());
}

}  // namespace
}  // namespace maelstrom::os
