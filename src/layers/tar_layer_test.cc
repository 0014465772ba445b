#include "layers/tar_layer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "layers/tar_testing.h"
#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Member = TarMember;

class Tar : public LayerTest {
 protected:
  std::string path() const { return project() + "/t.tar"; }

  void pack(const std::vector<Member>& members) { write("t.tar", tar_of(members)); }

  std::vector<std::string> unpacked(const std::vector<Member>& members) {
    pack(members);
    return tree_of(TarLayer{"t.tar"});
  }
  std::string refusal(const std::vector<Member>& members) {
    pack(members);
    return error_of(TarLayer{"t.tar"});
  }

  // Replaces t.tar by what `program` makes of it; false if there is no such program.
  bool compress(const std::string& program) {
    const std::string command =
        fmt::format("cd '{0}' && {1} -c t.tar > packed 2>/dev/null && mv packed t.tar", project(), program);
    return std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
  }
};

TEST_F(Tar, KeepsModesAndTimes) {
  EXPECT_THAT(unpacked({{"x/", "", 0711, kDirectory}, {"x/f", "one"}, {"x/s", "12", 04755}, {"x/n", "", 0}}),
              ElementsAre("d /x [0711 @1000000000]", "f 3 /x/f [0644 @1000000000]", "f 0 /x/n [0000 @1000000000]",
                          "x 2 /x/s [4755 @1000000000]"));
}

TEST_F(Tar, ParentsThatItDoesNotListHaveNoProperties) {
  EXPECT_THAT(unpacked({{"./p/q/f", "z"}}), ElementsAre("d /p", "d /p/q", "f 1 /p/q/f [0644 @1000000000]"));
}

TEST_F(Tar, HardLinksNameTheSameFile) {
  EXPECT_THAT(unpacked({{"f", "same"}, {"h", "", 0644, kHard, "f"}}),
              ElementsAre("f 4 /f [0644 @1000000000]", "f 4 /h [0644 @1000000000]"));
}

TEST_F(Tar, OfAMemberGivenTwiceTheLastWins) {
  pack({{"f", "first"}, {"f", "2nd"}});
  EXPECT_THAT(tree_of(TarLayer{path()}), ElementsAre("f 3 /f [0644 @1000000000]"));
}

TEST_F(Tar, WhiteoutsHideLowerLayersAndAreNoEntries) {
  EXPECT_THAT(unpacked({{"x/.wh.f", ""}, {"./.wh.top", ""}, {"y/.wh..wh..opq", ""}, {"y/kept", "1"}}),
              ElementsAre("w /top", "d /x", "w /x/f", "d /y", "o /y", "f 1 /y/kept [0644 @1000000000]"));
}

TEST_F(Tar, WhatAWhiteoutsOwnLayerHasThereStaysAlone) {
  EXPECT_THAT(unpacked({{"f", "new"}, {".wh.f", ""}, {".wh.d", ""}, {"d/new", "1"}}),
              ElementsAre("f 3 /f [0644 @1000000000]", "d /d", "o /d", "f 1 /d/new [0644 @1000000000]"));
}

TEST_F(Tar, AWhiteoutOfWhatIsNoNameIsRefusedAndWhatAufsKeepsIsPassedOver) {
  for (const char* name : {".wh.", "d/.wh..", "d/.wh..."}) {
    EXPECT_THAT(refusal({{name, ""}}), AllOf(HasSubstr(name), HasSubstr("no name"))) << name;
  }
  EXPECT_THAT(unpacked({{".wh..wh.plnk", "", 0700, kDirectory}, {".wh..wh.aufs", ""}, {"f", ""}}),
              ElementsAre("f 0 /f [0644 @1000000000]"));
}

TEST_F(Tar, IsReadThroughEveryUsualCompression) {
  int compressions = 0;
  for (const std::string program : {"gzip", "bzip2", "xz", "zstd"}) {
    pack({{"f", "content"}});
    if (!compress(program)) continue;
    ++compressions;
    EXPECT_THAT(tree_of(TarLayer{"t.tar"}), ElementsAre("f 7 /f [0644 @1000000000]")) << program;
  }
  if (compressions < 4) GTEST_SKIP() << "of gzip, bzip2, xz and zstd only " << compressions << " are installed";
}

TEST_F(Tar, NamesAreBytes) {
  const std::string name = "a b\n\xff\xc3\xa4";
  EXPECT_THAT(unpacked({{name, "odd"}}), ElementsAre("f 3 /" + name + " [0644 @1000000000]"));
}

TEST_F(Tar, AFileTooLargeForMemoryIsStoredWhole) {
  const std::string large(5 << 20, 'x');
  EXPECT_THAT(unpacked({{"large", large}, {"after", "1"}}),
              ElementsAre("f 1 /after [0644 @1000000000]", "f 5242880 /large [0644 @1000000000]"));
  EXPECT_TRUE(store_->contains(digest_of(large)));
}

TEST_F(Tar, LinksMayBeAbsoluteAndInsideTheTree) {
  EXPECT_THAT(unpacked({{"l", "", 0777, kSoft, "/etc/x"}, {"d/l", "", 0777, kSoft, "../f"}}),
              ElementsAre("l /l -> /etc/x", "d /d", "l /d/l -> ../f"));
}

TEST_F(Tar, WhatReachesOutOfTheTreeIsRefusedByName) {
  EXPECT_THAT(refusal({{"../evil", "x"}}), AllOf(HasSubstr("t.tar: ../evil"), HasSubstr("\"..\"")));
  EXPECT_THAT(refusal({{"a/../../evil", "x"}}), HasSubstr("a/../../evil"));
  EXPECT_THAT(refusal({{"/etc/passwd", "x"}}), AllOf(HasSubstr("/etc/passwd"), HasSubstr("absolute")));
  EXPECT_THAT(refusal({{"d/l", "", 0777, kSoft, "../../x"}}), AllOf(HasSubstr("d/l"), HasSubstr("out of the tree")));
  EXPECT_THAT(refusal({{"h", "", 0644, kHard, "../x"}}), AllOf(HasSubstr("h: "), HasSubstr("out of the tree")));
  EXPECT_THAT(refusal({{"h", "", 0644, kHard, "/etc/shadow"}}), HasSubstr("/etc/shadow"));
  EXPECT_THAT(refusal({{"h", "", 0644, kHard, "none"}}), AllOf(HasSubstr("h: "), HasSubstr("none")));
  EXPECT_THAT(refusal({{"l", "", 0777, kSoft, "/tmp"}, {"l/f", "x"}}), AllOf(HasSubstr("l/f"), HasSubstr("link")));
}

TEST_F(Tar, DevicesAreRefusedByName) {
  EXPECT_THAT(refusal({{"dev/sda", "", 0600, kBlock}}), AllOf(HasSubstr("dev/sda"), HasSubstr("device")));
  EXPECT_THAT(refusal({{"dev/c", "", 0600, kCharacter}}), AllOf(HasSubstr("dev/c"), HasSubstr("device")));
}

TEST_F(Tar, ATruncatedOneIsRefused) {
  pack({{"f", std::string(4000, 'x')}});
  auto bytes = os::read_file(path()).value();
  write("t.tar", bytes.substr(0, 2000));
  EXPECT_THAT(error_of(TarLayer{"t.tar"}), AllOf(HasSubstr("t.tar"), HasSubstr("damaged")));
}

// Bytes that no compression makes small, so that its middle is the middle of the file.
std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

TEST_F(Tar, ATruncatedOneIsRefusedWhateverItsCompression) {
  for (const std::string program : {"gzip", "bzip2", "xz", "zstd"}) {
    for (const std::size_t part : {2, 3, 10}) {
      pack({{"f", noise(200'000)}});
      if (!compress(program)) GTEST_SKIP() << program << " is not installed";
      const auto bytes = os::read_file(path()).value();
      write("t.tar", bytes.substr(0, bytes.size() - bytes.size() / part));
      EXPECT_THAT(error_of(TarLayer{"t.tar"}), AllOf(HasSubstr("t.tar: "), HasSubstr("damaged"))) << program;
    }
  }
}

TEST_F(Tar, WhatUnfoldsWithoutEndIsRefused) {
  const auto refusal_with = [this](const TarLimits& limits) {
    TreeBuilder tree;
    const Status added = add_tar(path(), *store_, tree, limits);
    return added ? std::string("no error") : added.error().message();
  };
  for (const std::string program : {"gzip", "bzip2", "xz", "zstd"}) {
    pack({{"zeros", std::string(10 << 20, '\0')}, {"more", std::string(10 << 20, '\0')}});
    if (!compress(program)) GTEST_SKIP() << program << " is not installed";
    ASSERT_LT(os::read_file(path())->size(), 200'000U);
    EXPECT_THAT(refusal_with({.content = 15 << 20}), AllOf(HasSubstr("t.tar: more: "), HasSubstr("bytes of content")));
    EXPECT_THAT(refusal_with({.entries = 1}), AllOf(HasSubstr("t.tar: "), HasSubstr("more than 1 entries")));
    EXPECT_EQ(refusal_with({}), "no error");
  }
}

TEST_F(Tar, NamedPipesAreMade) {
  EXPECT_THAT(unpacked({{"d/p", "", 0620, kPipe}, {"d/p", "", 0600, kPipe}}),
              ElementsAre("d /d", "p 0 /d/p [0600 @1000000000]"));
  const auto tree = store_->tree(build(TarLayer{"t.tar"})->tree);
  ASSERT_TRUE(tree) << tree.error().message();
  const std::string pipe = store_->trees_root() + "/" + tree->relative_path() + "/d/p";
  struct stat info{};
  ASSERT_EQ(::stat(pipe.c_str(), &info), 0) << pipe;
  EXPECT_TRUE(S_ISFIFO(info.st_mode));
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  EXPECT_EQ(info.st_mtime, 1'000'000'000);
}

TEST_F(Tar, OfDifferentKindsAPathGivenTwiceIsRefusedByName) {
  EXPECT_THAT(refusal({{"p", "x"}, {"p", "", 0600, kPipe}}),
              AllOf(HasSubstr("p: given twice"), HasSubstr("a file and as a named pipe")));
  EXPECT_THAT(refusal({{"d/", "", 0755, kDirectory}, {"d", "x"}}), HasSubstr("d: given twice, as a directory"));
  EXPECT_THAT(refusal({{"l", "", 0777, kSoft, "f"}, {"l", "x"}}), HasSubstr("l: given twice, as a symbolic link"));
}

TEST_F(Tar, WhatIsNoTarIsRefused) {
  write("t.tar", std::string(4000, 'n'));
  EXPECT_THAT(error_of(TarLayer{"t.tar"}), HasSubstr("not a tar"));
  EXPECT_THAT(error_of(TarLayer{"no.tar"}), AllOf(HasSubstr("no.tar"), HasSubstr("No such file")));
}

TEST_F(Tar, AnEmptyOneIsAnEmptyLayer) { EXPECT_THAT(unpacked({}), IsEmpty()); }

TEST_F(Tar, AVeryDeepNameIsRefused) {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "a/";
  EXPECT_THAT(refusal({{deep + "f", "x"}}), HasSubstr("directories deep"));
}

}  // namespace
}  // namespace maelstrom::layers
