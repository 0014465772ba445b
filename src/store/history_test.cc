#include "store/history.h"

#include <algorithm>
#include <thread>

#include "store/database.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HistoryTest : public ::testing::Test {
 protected:
  static HistoryRecord record(const std::string& name, int duration, Outcome outcome = Outcome::kPassed) {
    return {{"a_test", name}, outcome, milliseconds(duration)};
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string path_ = scratch_.path() + "/state/history.sqlite";
};

TEST_F(HistoryTest, KeepsTheLastThreeDurations) {
  const auto history = History::open(path_).value();
  for (const int duration : {1, 10, 20, 60}) ASSERT_TRUE(history->record("/p", {record("S.A", duration)}));
  const auto cases = history->load("/p").value();
  EXPECT_THAT(cases.at("a_test::S.A").durations, ElementsAre(milliseconds(10), milliseconds(20), milliseconds(60)));
  EXPECT_THAT(cases.at("a_test::S.A").outcomes, SizeIs(4));
  EXPECT_EQ(cases.at("a_test::S.A").expected(), milliseconds(30));
}

TEST_F(HistoryTest, KnowsHowTheLastRunEnded) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 1, Outcome::kFailed), record("S.B", 1)}));
  ASSERT_TRUE(history->record("/p", {record("S.B", 1, Outcome::kTimedOut)}));
  const auto cases = history->load("/p").value();
  EXPECT_EQ(cases.at("a_test::S.A").outcomes.back(), Outcome::kFailed);
  EXPECT_EQ(cases.at("a_test::S.B").outcomes.back(), Outcome::kTimedOut);
}

TEST_F(HistoryTest, WhatWasFlakyFailedWhatWasSkippedDidNot) {
  const auto has_failed = [](Outcome outcome) {
    CaseHistory history;
    history.outcomes.add(outcome);
    return history.has_failed();
  };
  EXPECT_TRUE(has_failed(Outcome::kFailed) && has_failed(Outcome::kTimedOut) && has_failed(Outcome::kLeaked));
  EXPECT_TRUE(has_failed(Outcome::kFlaky));
  EXPECT_FALSE(has_failed(Outcome::kPassed) || has_failed(Outcome::kSkipped));
}

TEST_F(HistoryTest, ProjectsDoNotMix) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 1)}));
  EXPECT_THAT(history->load("/q").value(), IsEmpty());
}

TEST_F(HistoryTest, ARunOfSomeCasesLeavesTheOthersAsTheyWere) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 1), record("S.B", 2, Outcome::kFailed)}));
  ASSERT_TRUE(history->record("/p", {{{"b_test", "S.A"}, Outcome::kPassed, milliseconds(7)}, record("S.A", 3)}));
  const auto cases = history->load("/p").value();
  EXPECT_THAT(cases, SizeIs(3));
  EXPECT_EQ(cases.at("a_test::S.A").expected(), milliseconds(2));
  EXPECT_EQ(cases.at("a_test::S.B").outcomes.back(), Outcome::kFailed);
  EXPECT_EQ(cases.at("b_test::S.A").expected(), milliseconds(7));
}

// Both add to what is known of the one artifact.
TEST_F(HistoryTest, TwoRunsThatEndAtOnceAreBothKept) {
  constexpr int kRecords = 100;
  ASSERT_TRUE(History::open(path_));
  const auto run = [this](const std::string& name) {
    const auto history = History::open(path_).value();
    for (int i = 0; i < kRecords; ++i) {
      const Status kept = history->record("/p", {record(name + std::to_string(i), 1)});
      EXPECT_TRUE(kept) << kept.error().message();
    }
  };
  std::thread other(run, "S.A");
  run("S.B");
  other.join();
  EXPECT_THAT(History::open(path_).value()->load("/p").value(), SizeIs(2 * kRecords));
}

TEST_F(HistoryTest, WhatDidNotRunHasNoDurationAndKeepsThoseItHad) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 4)}));
  ASSERT_TRUE(history->record("/p", {record("S.A", 0, Outcome::kNotRun)}));
  const auto cases = history->load("/p").value();
  EXPECT_EQ(cases.at("a_test::S.A").expected(), milliseconds(4));
  EXPECT_EQ(cases.at("a_test::S.A").outcomes.back(), Outcome::kNotRun);
}

TEST_F(HistoryTest, AnArtifactThatCannotBeReadIsForgottenAndLearntAnew) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 1), {{"b_test", "S.A"}, Outcome::kPassed, milliseconds(7)}}));
  const Schema as_it_is{.statements = "", .version = 2};
  auto database = Database::open(path_, as_it_is).value();
  ASSERT_TRUE(database.run("UPDATE artifacts SET cases = x'0aff' WHERE name = CAST('a_test' AS BLOB)"));
  ASSERT_EQ(database.changes(), 1U);
  EXPECT_THAT(history->load("/p").value(), SizeIs(1));
  ASSERT_TRUE(history->record("/p", {record("S.B", 1)}));
  EXPECT_THAT(history->load("/p").value(), SizeIs(2));
}

TEST_F(HistoryTest, KeepsTheLastSixteenOutcomes) {
  const auto history = History::open(path_).value();
  ASSERT_TRUE(history->record("/p", {record("S.A", 1, Outcome::kFailed)}));
  EXPECT_TRUE(history->load("/p")->at("a_test::S.A").has_failed());
  EXPECT_TRUE(history->load("/p")->at("a_test::S.A").is_steady());
  for (int i = 0; i < 15; ++i) ASSERT_TRUE(history->record("/p", {record("S.A", 1)}));
  EXPECT_FALSE(history->load("/p")->at("a_test::S.A").has_failed());
  EXPECT_FALSE(history->load("/p")->at("a_test::S.A").is_steady());
  ASSERT_TRUE(history->record("/p", {record("S.A", 1, Outcome::kSkipped)}));
  EXPECT_TRUE(history->load("/p")->at("a_test::S.A").is_steady());
  ASSERT_TRUE(history->record("/p", {record("S.A", 1, Outcome::kFlaky)}));
  const CaseHistory last = history->load("/p")->at("a_test::S.A");
  EXPECT_FALSE(last.is_steady());
  EXPECT_THAT(last.outcomes, SizeIs(16));
  EXPECT_EQ(last.outcomes.back(), Outcome::kFlaky);
  ASSERT_TRUE(history->record("/p", {record("S.B", 1, Outcome::kFlaky)}));
  EXPECT_FALSE(history->load("/p")->at("a_test::S.B").is_steady()) << "always flaky is not steady";
}

TEST_F(HistoryTest, ADamagedFileIsMovedAside) {
  ASSERT_TRUE(os::make_directory(scratch_.path() + "/state"));
  ASSERT_TRUE(os::replace_file(path_, std::string(8192, 'x')));
  const auto history = History::open(path_).value();
  EXPECT_TRUE(history->moved_aside());
  EXPECT_TRUE(os::exists(path_ + ".corrupt"));
  ASSERT_TRUE(history->record("/p", {record("S.A", 1)}));
  EXPECT_THAT(history->load("/p").value(), SizeIs(1));
}

// The file opens, and what is wrong shows itself when a page of it is read.
TEST_F(HistoryTest, AFileThatIsDamagedDeepInsideIsMovedAsideWhenThatIsSeen) {
  std::vector<HistoryRecord> records;
  for (int i = 0; i < 2000; ++i) records.push_back(record("S.A" + std::to_string(i), 1));
  ASSERT_TRUE(History::open(path_).value()->record("/p", records));
  std::string bytes = os::read_file(path_).value();
  ASSERT_GT(bytes.size(), 3U * 4096);
  std::fill(bytes.begin() + 4096, bytes.end(), '\xff');
  ASSERT_TRUE(os::replace_file(path_, bytes));
  const auto history = History::open(path_).value();
  EXPECT_FALSE(history->moved_aside());
  EXPECT_THAT(history->load("/p").value(), IsEmpty());
  EXPECT_TRUE(history->moved_aside());
  EXPECT_TRUE(os::exists(path_ + ".corrupt"));
  ASSERT_TRUE(history->record("/p", {record("S.A", 1)}));
  EXPECT_THAT(history->load("/p").value(), SizeIs(1));
}

}  // namespace
}  // namespace maelstrom::store
