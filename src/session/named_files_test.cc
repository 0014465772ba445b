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
  EXPECT_EQ(binary.missing, "");
}

TEST_F(NamedFilesTest, WhatIsRequiredComesAlongAndWhatIsMissingIsKnown) {
  host_.add("/usr/share/words");
  const TestBinary binary = taken({}, {"/usr/share/words", "/p/gone", "/p/gone too"});
  EXPECT_THAT(binary.artifact.files, ElementsAre("/usr/share/words"));
  EXPECT_EQ(binary.missing, "/p/gone");
}

}  // namespace
}  // namespace maelstrom::session
