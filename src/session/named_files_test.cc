#include "session/named_files.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;

class NamedFilesTest : public ::testing::Test {
 protected:
  TestBinary taken(std::vector<std::string> arguments, std::vector<std::string> required = {}) {
    TestBinary binary{.artifact = {.arguments = std::move(arguments)}, .required = std::move(required)};
    take_named_files(host_, {"/p", "/b"}, binary);
    return binary;
  }
  FakeHost host_;
};

TEST_F(NamedFilesTest, ArgumentsThatAreFilesOfTheProjectComeAlongOnce) {
  for (const char* path : {"/p/a", "/b/x", "/p/in", "/etc/passwd"}) host_.add(path);
  const TestBinary binary =
      taken({"/p/in", "--to=/b/x", "/p/a", "/p/in", "/p/gone", "/etc/passwd", "-x", "a", "", "--=/"});
  EXPECT_THAT(binary.artifact.files, ElementsAre("/b/x", "/p/a", "/p/in"));
  EXPECT_EQ(binary.hindrance, "");
}

TEST_F(NamedFilesTest, WhatIsRequiredComesAlongAndWhatIsMissingIsKnown) {
  host_.add("/usr/share/words");
  const TestBinary binary = taken({}, {"/usr/share/words", "/p/gone", "/p/gone too"});
  EXPECT_THAT(binary.artifact.files, ElementsAre("/usr/share/words"));
  EXPECT_EQ(binary.hindrance, "a file that it requires is not there: /p/gone");
}

TEST_F(NamedFilesTest, WhatTheProjectNamesBesideComesAlongWhereItIsThere) {
  host_.add("/b/made");
  TestBinary binary{.artifact = {.files = {"/b/made", "/b/not_built"}}};
  take_named_files(host_, {"/p", "/b"}, binary);
  EXPECT_THAT(binary.artifact.files, ElementsAre("/b/made"));
}

TEST_F(NamedFilesTest, APathComesAlongWithoutItsDetours) {
  host_.add("/p/in");
  host_.add("/b/../p/./in");  // a file system knows that it is the same
  EXPECT_THAT(taken({"/b/../p/./in"}).artifact.files, ElementsAre("/p/in"));
}

}  // namespace
}  // namespace maelstrom::session
