#include "session/fixtures.h"

#include <gmock/gmock.h>

#include "session/test_binary.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CaseResult ended(Outcome outcome, const std::string& change = "") {
  CaseResult result{.id = {"sh", "makes"}, .verdict = {.outcome = outcome}, .job = JobResult()};
  if (!change.empty()) result.job->change = digest_of(change);
  return result;
}

TEST(Fixtures, WhoRequiresOneSeesWhatEachOfItsTestsMade) {
  Fixtures fixtures;
  fixtures.ended({.setup = {"a"}}, ended(Outcome::kPassed, "one"));
  fixtures.ended({.setup = {"a", "b"}}, ended(Outcome::kFlaky, "two"));
  fixtures.ended({.setup = {"c"}}, ended(Outcome::kPassed, "three"));
  EXPECT_THAT(fixtures.layers({.required = {"a"}}), ElementsAre(digest_of("one"), digest_of("two")));
  EXPECT_THAT(fixtures.layers({.cleanup = {"b"}, .required = {"c", "b"}}),
              ElementsAre(digest_of("three"), digest_of("two")));
  EXPECT_THAT(fixtures.layers({.setup = {"a"}, .required = {"d"}}), IsEmpty());
}

TEST(Fixtures, WhatCouldNotBeSetUpHindersThoseThatRequireIt) {
  Fixtures fixtures;
  fixtures.ended({.setup = {"a"}}, ended(Outcome::kFailed, "half"));
  fixtures.ended({.setup = {"b"}}, ended(Outcome::kSkipped));
  fixtures.ended({.setup = {"b"}}, ended(Outcome::kIgnored));
  fixtures.ended({.required = {"c"}}, ended(Outcome::kFailed));
  EXPECT_THAT(fixtures.hindrance({.required = {"b", "a"}}), HasSubstr("fixture a could not be set up: sh::makes"));
  EXPECT_EQ(fixtures.hindrance({.cleanup = {"a"}, .required = {"b", "c"}}), "");
  EXPECT_THAT(fixtures.layers({.required = {"a"}}), IsEmpty());
}

TEST(Fixtures, WhoSetsUpAndCleansUpRunsWithThoseThatAreWanted) {
  const std::vector<TestBinary> binaries{{.fixtures = {.setup = {"a"}, .required = {"b"}}},
                                         {.fixtures = {.setup = {"b"}}},
                                         {.fixtures = {.cleanup = {"a"}}},
                                         {.fixtures = {.required = {"a"}}},
                                         {.fixtures = {.setup = {"c"}}},
                                         {}};
  EXPECT_THAT(Fixtures::completed(binaries, {false, false, false, true, false, false}),
              ElementsAre(true, true, true, true, false, false));
  EXPECT_THAT(Fixtures::completed(binaries, {false, false, false, false, true, true}),
              ElementsAre(false, false, false, false, true, true));
}

}  // namespace
}  // namespace maelstrom::session
