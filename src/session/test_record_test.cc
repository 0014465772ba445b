#include "session/test_record.h"

#include <gtest/gtest.h>

namespace maelstrom::session {
namespace {

TestRecord record() {
  TestBinary first{.whole = {.name = "t",
                             .labels = {"l", ""},
                             .rules = {.pass_regular_expression = {"p", ""},
                                       .fail_regular_expression = {"f"},
                                       .skip_regular_expression = {"s"},
                                       .timeout_after_match = {"m", "n"},
                                       .skip_return_code = 0,
                                       .will_fail = true,
                                       .timeout_before_match = std::chrono::seconds(3)}},
                   .chosen = {{.name = "c", .arguments = {"c", ""}, .whole = {.name = "x.c", .labels = {"l"}}}, {}},
                   .cases = CasesAre::kWhole,
                   .needs = {.slots = 3, .locks = {"k", "l"}, .alone = true},
                   .cost = std::chrono::milliseconds(1500),
                   .depends = {"d", "e"},
                   .known_as = {"t"},
                   .fixtures = {.setup = {"f", "g"}, .cleanup = {"h"}, .required = {"i"}},
                   .disabled = true,
                   .required = {"/p/needed", "/p/too"},
                   .hindrance = "a mistake"};
  first.artifact = {.name = "a",
                    .program = "/p/a",
                    .arguments = {"-x", "", "--y"},
                    .environment = {{"A", "1"}, {"EMPTY", ""}},
                    .working_directory = "/p",
                    .timeout = std::chrono::seconds(30),
                    .timeout_signal = TimeoutSignal{15, std::chrono::milliseconds(2500)},
                    .declared_by = "CTest"};
  TestBinary second;
  second.artifact = {.name = "b", .program = "/p/b"};
  return {.files = {{"/p/there", digest_of("x")}, {"/p/gone", std::nullopt}},
          .names = {{"/p/a", true}, {"/p/c", false}},
          .artifacts = {.binaries = {first, second}, .not_built = {}}};
}

TEST(TestRecord, IsReadBack) {
  const auto back = TestRecord::decode(record().encode());
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->files, record().files);
  EXPECT_EQ(back->names, record().names);
  ASSERT_EQ(back->artifacts.binaries.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const TestBinary& binary = back->artifacts.binaries[i];
    const TestBinary expected = record().artifacts.binaries[i];
    EXPECT_EQ(binary.whole, expected.whole);
    EXPECT_EQ(binary.cases, expected.cases);
    EXPECT_EQ(binary.chosen, expected.chosen);
    EXPECT_EQ(binary.required, expected.required);
    EXPECT_EQ(binary.hindrance, expected.hindrance);
    EXPECT_EQ(binary.needs, expected.needs);
    EXPECT_EQ(binary.cost, expected.cost);
    EXPECT_EQ(binary.depends, expected.depends);
    EXPECT_EQ(binary.known_as, expected.known_as);
    EXPECT_EQ(binary.fixtures, expected.fixtures);
    EXPECT_EQ(binary.disabled, expected.disabled);
    EXPECT_EQ(binary.artifact.name, expected.artifact.name);
    EXPECT_EQ(binary.artifact.program, expected.artifact.program);
    EXPECT_EQ(binary.artifact.timeout_signal, expected.artifact.timeout_signal);
    EXPECT_EQ(binary.artifact.arguments, expected.artifact.arguments);
    EXPECT_EQ(binary.artifact.environment, expected.artifact.environment);
    EXPECT_EQ(binary.artifact.working_directory, expected.artifact.working_directory);
    EXPECT_EQ(binary.artifact.timeout, expected.artifact.timeout);
    EXPECT_EQ(binary.artifact.declared_by, expected.artifact.declared_by);
  }
}

TEST(TestRecord, OtherBytesAreRefused) {
  EXPECT_FALSE(TestRecord::decode("\x0a\x7f"));
  EXPECT_FALSE(TestRecord::decode(std::string_view("\x1a\x00", 2)));  // a binary without a program
}

}  // namespace
}  // namespace maelstrom::session
