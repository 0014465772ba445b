#include "cli/past_runs.h"

#include <gtest/gtest.h>

#include "os/file.h"

namespace maelstrom::cli {
namespace {

using std::chrono::milliseconds;

struct Silent final : RunObserver {};

class PastRunsTest : public ::testing::Test {
 protected:
  PastRuns runs() { return {scratch_.path(), "/project", observer_}; }

  static std::vector<store::HistoryRecord> of(const char* name, Outcome outcome, std::chrono::nanoseconds duration) {
    return {{{"artifact", name}, outcome, duration}};
  }

  Silent observer_;
  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
};

TEST_F(PastRunsTest, WhatRanIsKnownAfterwards) {
  runs().record(of("Ran", Outcome::kFailed, milliseconds(5)));
  const auto known = runs().of({"artifact", "Ran"});
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->failed);
  EXPECT_EQ(known->expected, milliseconds(5));
}

TEST_F(PastRunsTest, WhoseAnswerWasKnownTellsNothingNewWhileAnotherRunMay) {
  runs().record(of("Kept", Outcome::kPassed, milliseconds(5)));
  PastRuns ours = runs();
  runs().record(of("Kept", Outcome::kFailed, milliseconds(9)));
  ours.record(of("Kept", Outcome::kPassed, milliseconds(0)));
  EXPECT_TRUE(runs().of({"artifact", "Kept"})->failed);
}

TEST_F(PastRunsTest, AnOutcomeThatIsNotTheLastOneIsRecordedAlthoughNothingRan) {
  runs().record(of("Back", Outcome::kFailed, milliseconds(5)));
  runs().record(of("Back", Outcome::kPassed, milliseconds(0)));
  const auto known = runs().of({"artifact", "Back"});
  EXPECT_FALSE(known->failed);
  EXPECT_EQ(known->expected, milliseconds(5));
}

TEST_F(PastRunsTest, ItIsKnownHowManyCasesAnArtifactHad) {
  EXPECT_EQ(runs().count_of("artifact"), 0U);
  runs().record(of("One", Outcome::kPassed, milliseconds(5)));
  runs().record(of("Two::Three", Outcome::kPassed, milliseconds(5)));
  EXPECT_EQ(runs().count_of("artifact"), 2U);
  EXPECT_EQ(runs().count_of("artefact"), 0U);
}

}  // namespace
}  // namespace maelstrom::cli
