#include "session/chosen_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace maelstrom::session {
namespace {

using ::testing::IsEmpty;

const AsksFor kAsksForA = [](std::string_view artifact) { return artifact == "a"; };

std::vector<CmakeTarget> targets() {
  return {{.name = "a_target", .products = {"/b/a"}, .is_program = true},
          {.name = "other", .products = {"/b/other"}, .is_program = true},
          {.name = "plugin", .products = {"/b/a.so"}}};
}

TestBinary binary(std::string name, std::string program) {
  return {.artifact = {.name = std::move(name), .program = std::move(program)}};
}

TEST(ChosenTargets, AreTheProgramsThatAreAskedFor) {
  const ChosenTargets chosen = choose_targets(targets(), kAsksForA);
  ASSERT_EQ(chosen.built.size(), 1u);
  EXPECT_EQ(chosen.built[0].name, "a_target");
  EXPECT_EQ(chosen.others.size(), 2u);
}

TEST(ChosenTargets, AreNoneWhereEveryProgramOrNoneIsAskedFor) {
  EXPECT_THAT(choose_targets(targets(), [](std::string_view) { return true; }).built, IsEmpty());
  EXPECT_THAT(choose_targets(targets(), [](std::string_view) { return false; }).built, IsEmpty());
}

class SufficesTest : public ::testing::Test {
 protected:
  bool suffices(CtestArtifacts found) { return session::suffices(chosen_, found, kAsksForA); }

  ChosenTargets chosen_ = choose_targets(targets(), kAsksForA);
  TestBinary a_ = binary("a", "/b/a");
};

TEST_F(SufficesTest, AProgramOfItsOwn) {
  EXPECT_TRUE(suffices({.binaries = {a_, binary("other", "/b/other"), binary("sh", "/bin/sh")}}));
}

TEST_F(SufficesTest, NotForAScriptThatMayStartWhatOthersMake) {
  EXPECT_FALSE(suffices({.binaries = {binary("a", "/p/a")}}));
}

TEST_F(SufficesTest, NotForAFixture) {
  a_.fixtures.required = {"server"};
  EXPECT_FALSE(suffices({.binaries = {a_}}));
}

TEST_F(SufficesTest, NotWhereAFileOfAnotherTargetComesAlong) {
  a_.artifact.files = {"/b/a.so"};
  EXPECT_FALSE(suffices({.binaries = {a_}}));
  a_.artifact.files = {"/p/data"};
  EXPECT_TRUE(suffices({.binaries = {a_}}));
  a_.required = {"/b/other"};
  EXPECT_FALSE(suffices({.binaries = {a_}}));
}

TEST_F(SufficesTest, WhatIsMissingIsOfATargetThatWasLeftOut) {
  EXPECT_TRUE(suffices({.binaries = {a_}, .not_built = {"other"}}));
  EXPECT_FALSE(suffices({.binaries = {a_}, .not_built = {"who knows"}}));
}

}  // namespace
}  // namespace maelstrom::session
