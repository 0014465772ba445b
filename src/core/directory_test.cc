#include "core/directory.h"

#include <gmock/gmock.h>

namespace maelstrom {
namespace {

Directory sample() {
  Directory directory;
  directory.files = {
      {"b", digest_of("B"), true, {}},
      {"a", digest_of("A"), false, {.unix_mode = 0644, .mtime_seconds = 1'700'000'000, .mtime_nanoseconds = 5}}};
  directory.directories = {{"d", digest_of("")}};
  directory.symlinks = {{"s", "../t"}};
  directory.properties.unix_mode = 0755;
  directory.files.back().properties.stub = true;
  directory.opaque = true;
  directory.whiteouts = {"gone", "lost"};
  return directory;
}

TEST(Directory, EncodesAsTheGoldenBytesOfProtobuf) {
  Directory directory;
  directory.files = {{"x", digest_of("abc"), true, {}}};
  const std::string golden = std::string(
                                 "\x0a\x4b"
                                 "\x0a\x01x"
                                 "\x12\x44"
                                 "\x0a\x40") +
                             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" + "\x10\x03" +
                             "\x20\x01";
  EXPECT_EQ(directory.encode(), golden);
}

TEST(Directory, WhatItHidesAndStubsAreNamedPropertiesInOrder) {
  Directory directory;
  directory.properties.stub = true;
  directory.opaque = true;
  directory.whiteouts = {"y", "x"};
  const std::string golden =
      "\x2a\x58"
      "\x0a\x12\x0a\x10maelstrom.opaque"
      "\x0a\x10\x0a\x0emaelstrom.stub"
      "\x0a\x17\x0a\x12maelstrom.whiteout\x12\x01x"
      "\x0a\x17\x0a\x12maelstrom.whiteout\x12\x01y";
  EXPECT_EQ(directory.encode(), golden);
}

TEST(Directory, RefusesAWhiteoutOfWhatIsNoName) {
  for (const char* name : {"", "..", "a/b"}) {
    EXPECT_FALSE(Directory::decode(Directory{.whiteouts = {name}}.encode())) << name;
  }
}

TEST(Directory, TheOrderOfEntriesDoesNotMatter) {
  Directory turned = sample();
  std::swap(turned.files[0], turned.files[1]);
  EXPECT_EQ(turned.encode(), sample().encode());
}

TEST(Directory, DecodeIsTheInverseOfEncode) {
  const auto decoded = Directory::decode(sample().encode());
  ASSERT_TRUE(decoded) << decoded.error().message();
  Directory sorted = sample();
  std::swap(sorted.files[0], sorted.files[1]);
  EXPECT_EQ(*decoded, sorted);
}

TEST(Directory, RefusesNamesThatClimb) {
  for (const auto& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a\0b", 3)}) {
    Directory directory;
    directory.symlinks = {{name, "t"}};
    EXPECT_FALSE(Directory::decode(directory.encode())) << name;
  }
}

TEST(Directory, RefusesANameThatStandsTwice) {
  Directory directory;
  directory.symlinks = {{"x", "t"}};
  directory.directories = {{"x", digest_of("")}};
  EXPECT_FALSE(Directory::decode(directory.encode()));
}

TEST(Directory, EveryTruncationIsAnErrorOrAShorterDirectory) {
  const auto bytes = sample().encode();
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    const auto decoded = Directory::decode(std::string_view(bytes).substr(0, length));
    EXPECT_TRUE(!decoded || *decoded != sample()) << length;
  }
}

}  // namespace
}  // namespace maelstrom
