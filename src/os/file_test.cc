#include "os/file.h"

#include <gmock/gmock.h>

namespace maelstrom::os {
namespace {

TEST(File, AnErrorNamesTheCallAndThePath) {
  const auto missing = read_file("/no/such/file");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message(), "open /no/such/file: No such file or directory");
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
}

TEST(File, ReplaceLeavesNothingBesideTheFile) {
  const auto directory = TemporaryDirectory::create().value();
  ASSERT_TRUE(replace_file(directory.path() + "/f", "one"));
  ASSERT_TRUE(replace_file(directory.path() + "/f", "two"));
  EXPECT_EQ(read_file(directory.path() + "/f").value(), "two");
  EXPECT_EQ(list_directory(directory.path()).value().size(), 1U);
}

TEST(File, ALargerFileThanTheLimitIsAnError) {
  const auto directory = TemporaryDirectory::create().value();
  ASSERT_TRUE(replace_file(directory.path() + "/f", std::string(100'000, 'x')));
  EXPECT_EQ(read_file(directory.path() + "/f").value().size(), 100'000U);
  EXPECT_FALSE(read_file(directory.path() + "/f", 99'999));
}

TEST(File, RemoveTreeTakesDeepAndReadOnlyDirectoriesAndSparesLinkTargets) {
  const auto directory = TemporaryDirectory::create().value();
  ASSERT_TRUE(make_directories(directory.path() + "/kept"));
  std::string deep = directory.path() + "/tree";
  for (int level = 0; level < 100; ++level) deep += "/d";
  ASSERT_TRUE(make_directories(deep));
  ASSERT_EQ(::symlink((directory.path() + "/kept").c_str(), (deep + "/link").c_str()), 0);
  ASSERT_EQ(::chmod((directory.path() + "/tree/d").c_str(), 0500), 0);
  ASSERT_TRUE(remove_tree(directory.path() + "/tree"));
  EXPECT_FALSE(exists(directory.path() + "/tree"));
  EXPECT_TRUE(exists(directory.path() + "/kept"));
  EXPECT_TRUE(remove_tree(directory.path() + "/tree")) << "what is gone is no error";
}

}  // namespace
}  // namespace maelstrom::os
