#include "session/test_memory.h"

#include <gmock/gmock.h>

#include <map>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::SizeIs;

constexpr const char* kFile = "/b/CTestTestfile.cmake";

std::string listed(const std::string& program) {
  return R"({"version": {"major": 1, "minor": 0}, "tests": [{"name": "a", "command": [")" + program +
         R"("], "properties": [{"name": "TIMEOUT", "value": 7.0}]}, {"name": "s", "command": ["/bin/sh"]}]})";
}

class TestMemoryTest : public ::testing::Test {
 protected:
  TestMemoryTest() {
    host_.add("/b/a");
    host_.add("/bin/sh");
    host_.add(kFile, "add_test(a \"/b/a\")\nadd_test(s \"/bin/sh\")");
    host_.answer("ctest", [this] {
      if (while_asked_) while_asked_();
      return HostCommandResult{.standard_output = listed("/b/a")};
    });
  }
  CtestArtifacts tests() {
    auto found = tests_of(host_, {.directory = "/b", .configuration = configuration_}, {"/b"}, memory_);
    EXPECT_TRUE(found) << found.error().message();
    return found ? std::move(*found) : CtestArtifacts{};
  }
  // How often CTest is asked by two runs.
  std::size_t asked_twice() {
    const std::size_t before = host_.ran().size();
    tests();
    tests();
    return host_.ran().size() - before;
  }

  FakeHost host_;
  std::function<void()> while_asked_;
  std::optional<std::string> configuration_;
  std::map<Digest, std::string> kept_;
  TestMemory memory_{.digest_of = [this](const std::string& path) -> Result<std::optional<Digest>> {
                       const auto content = host_.read_file(path);
                       return content ? std::optional(digest_of(*content)) : std::nullopt;
                     },
                     .find = [this](const Digest& question) -> std::optional<std::string> {
                       const auto found = kept_.find(question);
                       return found == kept_.end() ? std::nullopt : std::optional(found->second);
                     },
                     .remember = [this](const Digest& question, std::string_view record) { kept_[question] = record; }};
};

TEST_F(TestMemoryTest, CtestIsAskedOnceWhileNothingChanges) {
  const CtestArtifacts first = tests();
  const CtestArtifacts again = tests();
  EXPECT_THAT(host_.ran(), SizeIs(1));
  ASSERT_THAT(again.binaries, SizeIs(2));
  EXPECT_EQ(again.binaries[0].artifact.program, "/b/a");
  EXPECT_EQ(again.binaries[0].artifact.timeout, std::chrono::seconds(7));
}

TEST_F(TestMemoryTest, AChangedFileANewNameOrAnotherConfigurationIsAsked) {
  tests();
  host_.add(kFile, "add_test(a \"/b/a\" x)\nadd_test(s \"/bin/sh\")");
  EXPECT_EQ(asked_twice(), 1U);
  host_.add(kFile, "add_test(a \"/b/a\")\nadd_test(b python3)\nif(EXISTS \"/b/more\")\nendif()\n");
  EXPECT_EQ(asked_twice(), 1U);
  host_.add("/b/more");
  EXPECT_EQ(asked_twice(), 1U);
  configuration_ = "Debug";
  EXPECT_EQ(asked_twice(), 1U);
  host_.add("/b/python3");
  EXPECT_EQ(asked_twice(), 2U);
}

TEST_F(TestMemoryTest, WhatChangesWhileCtestIsAskedIsNotRemembered) {
  int changes = 0;
  while_asked_ = [&] { host_.add(kFile, "add_test(a \"/b/a\" " + std::to_string(++changes) + ")"); };
  EXPECT_EQ(asked_twice(), 2U);
  while_asked_ = nullptr;
  EXPECT_EQ(asked_twice(), 1U);
}

TEST_F(TestMemoryTest, WhatIsAsBeforeAfterAChangeWhileCtestWasAskedIsAskedAgain) {
  const std::string before = host_.read_file(kFile).value();
  while_asked_ = [&] { host_.add(kFile, "add_test(other \"/b/a\")"); };
  tests();
  while_asked_ = nullptr;
  host_.add(kFile, before);
  EXPECT_EQ(asked_twice(), 1U);
}

TEST_F(TestMemoryTest, WhatIsNotBuiltIsAskedForAgain) {
  host_ = FakeHost();
  host_.add(kFile, "add_test(a \"/b/not_there\")");
  host_.answer("ctest", {.standard_output = R"({"version": {"major": 1}, "tests": [{"name": "a"}]})"});
  EXPECT_EQ(asked_twice(), 2U);
}

TEST_F(TestMemoryTest, ADamagedRecordIsNone) {
  tests();
  ASSERT_THAT(kept_, SizeIs(1));
  std::string& record = kept_.begin()->second;
  for (std::size_t i = 0; i < record.size(); i += 7) {
    const std::string sound = record;
    record[i] ^= 1;
    tests();
    EXPECT_EQ(kept_.begin()->second, sound) << i;
  }
  kept_.begin()->second = "short";
  EXPECT_EQ(asked_twice(), 1U);
}

TEST_F(TestMemoryTest, WithoutAMemoryEachRunAsks) {
  memory_ = {};
  EXPECT_EQ(asked_twice(), 2U);
}

}  // namespace
}  // namespace maelstrom::session
