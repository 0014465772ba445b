#include "session/ctest_artifacts.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CtestTest case_of(const std::string& program, const std::string& name, std::vector<std::string> more = {}) {
  CtestTest test{.name = "prefix." + name,
                 .command = {program, "--gtest_filter=" + name, "--gtest_also_run_disabled_tests"},
                 .working_directory = "/w"};
  test.command.insert(test.command.end(), more.begin(), more.end());
  return test;
}

std::vector<std::string> names(const CtestArtifacts& found) {
  std::vector<std::string> all;
  for (const TestBinary& binary : found.binaries) all.push_back(binary.artifact.name);
  return all;
}

TEST(CtestArtifacts, TheCasesOfABinaryAreOneArtifact) {
  CtestTest disabled = case_of("/b/a_test", "S.DISABLED_Three");
  disabled.disabled = true;
  const auto found =
      ctest_artifacts({case_of("/b/a_test", "S.One", {"--data=x"}), case_of("/b/c_test", "S.One"),
                       case_of("/b/a_test", "S.Two", {"--data=x"}), case_of("/b/c_test", "S.Two"), disabled},
                      {"/b"});
  EXPECT_THAT(names(found), ElementsAre("a_test", "c_test", "a_test[2]"));
  EXPECT_THAT(found.binaries[0].artifact.arguments, ElementsAre("--data=x", "--gtest_filter=S.One:S.Two"));
  EXPECT_THAT(found.binaries[1].artifact.arguments, IsEmpty());
  EXPECT_EQ(found.binaries[1].artifact.working_directory, "/w");
  EXPECT_FALSE(found.binaries[2].disabled) << "the binary itself says which of its cases are disabled";
}

TEST(CtestArtifacts, ATestThatIsAWholeProgramKeepsWhatItIsGiven) {
  const CtestTest whole{.name = "whole",
                        .command = {"/b/a_test", "--data", "x y"},
                        .working_directory = "/w",
                        .environment = {{"DATA", "1"}}};
  const frameworks::Artifact artifact = ctest_artifacts({whole}, {"/b"}).binaries.at(0).artifact;
  EXPECT_EQ(artifact.program, "/b/a_test");
  EXPECT_THAT(artifact.arguments, ElementsAre("--data", "x y"));
  EXPECT_EQ(artifact.environment, whole.environment);
  EXPECT_EQ(artifact.working_directory, "/w");
}

TEST(CtestArtifacts, CasesOfOtherPropertiesStandApart) {
  CtestTest slow = case_of("/b/a_test", "S.Slow");
  slow.timeout = std::chrono::seconds(100);
  const auto found = ctest_artifacts({case_of("/b/a_test", "S.One"), slow}, {"/b"});
  ASSERT_THAT(names(found), ElementsAre("a_test", "a_test[2]"));
  EXPECT_THAT(found.binaries[1].artifact.arguments, ElementsAre("--gtest_filter=S.Slow"));
  EXPECT_EQ(found.binaries[1].artifact.timeout, std::chrono::seconds(100));
}

CtestTest choice_of(const std::string& name, std::vector<std::string> labels = {}) {
  return {.name = name,
          .command = {"/b/a_test", name, "--durations"},
          .working_directory = "/w",
          .labels = std::move(labels)};
}

TEST(CtestArtifacts, TestsThatChooseCasesByTheirNamesAreOneArtifact) {
  CtestTest after{.name = "after", .command = {"/b/c_test"}, .depends = {"two"}};
  const auto found = ctest_artifacts({choice_of("one", {"unit", "1"}), choice_of("two", {"2", "unit"}), after}, {"/b"});
  ASSERT_THAT(names(found), ElementsAre("a_test", "c_test"));
  const TestBinary& both = found.binaries[0];
  EXPECT_THAT(both.artifact.arguments, ElementsAre("--durations"));
  EXPECT_THAT(both.whole.labels, ElementsAre("unit")) << "what is of some of its cases is not of all";
  EXPECT_THAT(both.known_as, ElementsAre("two"));
  ASSERT_EQ(both.chosen.size(), 2u);
  EXPECT_EQ(both.chosen[1].name, "two");
  EXPECT_THAT(both.chosen[1].arguments, ElementsAre("two", "--durations"));
  EXPECT_THAT(both.chosen[1].whole.labels, ElementsAre("2", "unit"));
}

TEST(CtestArtifacts, WhereTheirPropertiesDifferEachOfThemStandsByItself) {
  CtestTest slow = choice_of("slow");
  slow.timeout = std::chrono::seconds(100);
  const auto apart = ctest_artifacts({choice_of("one"), choice_of("two"), slow}, {"/b"});
  EXPECT_THAT(names(apart), ElementsAre("a_test[one]", "a_test[two]", "a_test[slow]"));
  EXPECT_THAT(apart.binaries[2].artifact.arguments, ElementsAre("slow", "--durations"));
  EXPECT_THAT(apart.binaries[2].chosen, IsEmpty());
  EXPECT_THAT(names(ctest_artifacts({choice_of("one")}, {"/b"})), ElementsAre("a_test")) << "one alone";
  EXPECT_EQ(ctest_artifacts({choice_of("one"), choice_of("two")}, {"/p"}).binaries.size(), 2u) << "of another project";
}

TEST(CtestArtifacts, AWholeProgramKeepsItsArgumentsAndItsTestsName) {
  const auto found = ctest_artifacts({{.name = "fast", .command = {"/b/a_test", "--gtest_filter=S*"}},
                                      {.name = "slow", .command = {"/b/a_test", "--slow"}, .disabled = true}},
                                     {"/b"});
  ASSERT_THAT(names(found), ElementsAre("a_test[fast]", "a_test[slow]"));
  EXPECT_THAT(found.binaries[0].artifact.arguments, ElementsAre("--gtest_filter=S*"));
  EXPECT_TRUE(found.binaries[1].disabled);
}

TEST(CtestArtifacts, EqualFileNamesAreToldApartByTheirDirectories) {
  const auto found = ctest_artifacts({{.name = "1", .command = {"/b/net/unit_test"}},
                                      {.name = "2", .command = {"/b/disk/x/unit_test"}},
                                      {.name = "3", .command = {"/b/ram/x/unit_test"}},
                                      {.name = "4", .command = {"/b/other"}}},
                                     {"/b"});
  EXPECT_THAT(names(found), ElementsAre("net/unit_test", "disk/x/unit_test", "ram/x/unit_test", "other"));
}

TEST(CtestArtifacts, ProgramsOfOthersAreWholeTestsThatBearTheirOwnNames) {
  const auto found = ctest_artifacts({{.name = "one", .command = {"/usr/bin/cmake", "-E", "true"}},
                                      {.name = "two", .command = {"/usr/bin/cmake"}, .disabled = true},
                                      {.name = "one", .command = {"/usr/bin/cmake", "-P", "x"}}},
                                     {"/b", "/p"});
  EXPECT_THAT(names(found), ElementsAre("cmake", "cmake", "cmake'"));
  EXPECT_EQ(found.binaries[0].cases, CasesAre::kWhole);
  EXPECT_EQ(found.binaries[0].whole.name, "one");
  EXPECT_TRUE(found.binaries[1].disabled);
}

TEST(CtestArtifacts, ATestWhosePropertiesAreAboutTheWholeProgramIsOneCaseOfItsOwn) {
  CtestTest fails = case_of("/b/a_test", "S.Fails");
  fails.rules.will_fail = true;
  CtestTest skips = case_of("/b/a_test", "S.One");
  skips.rules.skip_regular_expression = {"SKIPPED"};
  const auto found =
      ctest_artifacts({skips, fails, {.name = "odd", .command = {"/b/c"}, .rules = {.will_fail = true}}}, {"/b"});
  ASSERT_THAT(names(found), ElementsAre("a_test", "a_test", "c"));
  EXPECT_EQ(found.binaries[0].cases, CasesAre::kAsked);
  EXPECT_THAT(found.binaries[0].artifact.arguments, ElementsAre("--gtest_filter=S.One"));
  EXPECT_EQ(found.binaries[1].cases, CasesAre::kWhole);
  EXPECT_EQ(found.binaries[1].whole.name, "prefix.S.Fails");
  EXPECT_THAT(found.binaries[1].artifact.arguments,
              ElementsAre("--gtest_filter=S.Fails", "--gtest_also_run_disabled_tests"));
  EXPECT_EQ(found.binaries[2].cases, CasesAre::kWhole);
}

TEST(CtestArtifacts, WhatOthersDependOnIsKnownByItsNames) {
  CtestTest after = case_of("/b/c_test", "S.After");
  after.depends = {"prefix.S.One", "setup", "gone"};
  after.needs.locks = {"disk"};
  after.cost = std::chrono::milliseconds(7);
  const auto found = ctest_artifacts({case_of("/b/a_test", "S.Two"),
                                      case_of("/b/a_test", "S.One"),
                                      after,
                                      {.name = "setup", .command = {"/bin/sh"}},
                                      {.name = "x", .command = {"/bin/sh"}}},
                                     {"/b"});
  ASSERT_EQ(found.binaries.size(), 4u);
  EXPECT_THAT(found.binaries[0].known_as, ElementsAre("prefix.S.One"));
  EXPECT_THAT(found.binaries[1].depends, ElementsAre("prefix.S.One", "setup", "gone"));
  EXPECT_THAT(found.binaries[1].needs.locks, ElementsAre("disk"));
  EXPECT_EQ(found.binaries[1].cost, std::chrono::milliseconds(7));
  EXPECT_THAT(found.binaries[2].known_as, ElementsAre("setup"));
  EXPECT_THAT(found.binaries[3].known_as, IsEmpty());
}

TEST(CtestArtifacts, WhatSetsUpAFixtureIsOneTest) {
  const auto found = ctest_artifacts({{.name = "makes", .command = {"/b/a_test"}, .fixtures = {.setup = {"f"}}},
                                      {.name = "uses", .command = {"/b/c_test"}, .fixtures = {.required = {"f"}}}},
                                     {"/b"});
  EXPECT_EQ(found.binaries[0].cases, CasesAre::kWhole);
  EXPECT_THAT(found.binaries[0].fixtures.setup, ElementsAre("f"));
  EXPECT_EQ(found.binaries[1].cases, CasesAre::kAsked);
  EXPECT_THAT(found.binaries[1].fixtures.required, ElementsAre("f"));
}

TEST(CtestArtifacts, RequiredFilesAreRelativeToTheWorkingDirectory) {
  const auto found = ctest_artifacts(
      {{.name = "t", .command = {"/b/t"}, .working_directory = "/w", .required_files = {"a", "/b/c"}}}, {"/b"});
  EXPECT_THAT(found.binaries.front().required, ElementsAre("/w/a", "/b/c"));
}

TEST(CtestArtifacts, WhatIsNotBuiltIsNamed) {
  const auto found = ctest_artifacts({{.name = "a_test_NOT_BUILT"}, {.name = "plain"}}, {"/b", "/p"});
  EXPECT_THAT(found.binaries, IsEmpty());
  EXPECT_THAT(found.not_built, ElementsAre("a_test", "plain"));
}

TEST(CtestArtifacts, WhatIsDisabledNeedsNoProgram) {
  const auto found = ctest_artifacts({{.name = "off", .disabled = true}}, {"/b", "/p"});
  ASSERT_EQ(found.binaries.size(), 1U);
  EXPECT_TRUE(found.binaries[0].disabled);
  EXPECT_EQ(found.binaries[0].cases, CasesAre::kWhole);
  EXPECT_EQ(found.binaries[0].whole.name, "off");
  EXPECT_THAT(found.not_built, IsEmpty());
}

}  // namespace
}  // namespace maelstrom::session
