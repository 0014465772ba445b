#include "registry/challenge.h"

#include <gmock/gmock.h>

namespace maelstrom::registry {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Challenge, AScopeMayHoldCommas) {
  const auto challenges =
      parse_challenges(R"(Bearer realm="https://a/token",service="a b",scope="repository:x:pull,push")");
  ASSERT_EQ(challenges.size(), 1U);
  EXPECT_EQ(challenges[0].scheme, "bearer");
  EXPECT_THAT(challenges[0].parameters, ElementsAre(Pair("realm", "https://a/token"),
                                                    Pair("scope", "repository:x:pull,push"), Pair("service", "a b")));
}

TEST(Challenge, SeveralSchemesStandInOneHeader) {
  const auto challenges = parse_challenges(R"(Negotiate, BASIC Realm = x, bearer realm="y\"z")");
  ASSERT_EQ(challenges.size(), 3U);
  EXPECT_EQ(challenges[1].scheme, "basic");
  EXPECT_EQ(challenges[1].parameters.at("realm"), "x");
  EXPECT_EQ(challenges[2].parameters.at("realm"), "y\"z");
}

TEST(Challenge, WhatIsCutOffIsLeftOut) {
  EXPECT_TRUE(parse_challenges("").empty());
  EXPECT_TRUE(parse_challenges("=x").empty());
  EXPECT_TRUE(parse_challenges(R"(Bearer realm="https://a)").at(0).parameters.empty());
}

}  // namespace
}  // namespace maelstrom::registry
