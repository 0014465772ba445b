#include "session/project_place.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const frameworks::Artifact kArtifact{.name = "a_test",
                                     .program = "/home/me/p/build/a_test",
                                     .arguments = {"--data=/home/me/p/data", "--fast"},
                                     .environment = {{"DATA", "/usr/share:/home/me/p/data"}},
                                     .working_directory = "/home/me/p/build"};

TEST(ProjectPlace, WhatTheProjectSaysMovesWithIt) {
  const frameworks::Artifact inside = placed(kArtifact, Relocation{"/home/me/p", "/project"});
  EXPECT_EQ(inside.name, "a_test");
  EXPECT_EQ(inside.program, "/project/build/a_test");
  EXPECT_EQ(inside.working_directory, "/project/build");
  EXPECT_THAT(inside.arguments, ElementsAre("--data=/project/data", "--fast"));
  EXPECT_THAT(inside.environment, ElementsAre(Pair("DATA", "/usr/share:/project/data")));
}

TEST(ProjectPlace, WithoutAPlaceNothingMoves) {
  const frameworks::Artifact same = placed(kArtifact, std::nullopt);
  EXPECT_EQ(same.program, kArtifact.program);
  EXPECT_EQ(same.arguments, kArtifact.arguments);
  EXPECT_EQ(same.environment, kArtifact.environment);
}

}  // namespace
}  // namespace maelstrom::session
