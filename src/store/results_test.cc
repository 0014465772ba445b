#include "store/results.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <utility>

#include "os/file.h"

namespace maelstrom::store {
namespace {

using std::chrono::days;

constexpr std::chrono::sys_days kToday{days(20'000)};

Digest action(int number) { return digest_of("action " + std::to_string(number)); }

class ResultsTest : public ::testing::Test {
 protected:
  ResultsTest() : scratch_(*os::TemporaryDirectory::create()), path_(scratch_.path() + "/deep/results.sqlite") {}

  std::unique_ptr<Results> open(std::chrono::sys_days today = kToday) {
    auto results = Results::open(path_, today);
    EXPECT_TRUE(results) << results.error().message();
    return results ? std::move(*results) : nullptr;
  }
  // By someone else.
  void execute(const char* sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  os::TemporaryDirectory scratch_;
  std::string path_;
};

std::string record_of(Results& results, const Digest& digest) {
  const auto found = results.find(digest);
  EXPECT_TRUE(found);
  return found && *found ? (*found)->record : "none";
}

TEST_F(ResultsTest, LookUpsThatFollowOneAnotherSeeOneMoment) {
  const auto results = open();
  EXPECT_EQ(record_of(*results, action(1)), "none");
  const auto other = open();
  ASSERT_TRUE(other->remember(action(1), {"of 1", Standing::kAnswer}));
  ASSERT_TRUE(other->flush());
  EXPECT_EQ(record_of(*results, action(1)), "none");
  ASSERT_TRUE(results->rest());
  EXPECT_EQ(record_of(*results, action(1)), "of 1");
  // Whoever writes does not wait for them.
  ASSERT_TRUE(results->remember(action(2), {"of 2", Standing::kAnswer}));
  ASSERT_TRUE(results->flush());
  EXPECT_EQ(record_of(*other, action(2)), "of 2");
}

TEST_F(ResultsTest, AreFoundAtOnceAndInTheNextRun) {
  const auto results = open();
  ASSERT_TRUE(results->remember(action(1), {"of 1", Standing::kAnswer}));
  ASSERT_TRUE(results->remember(action(2), {std::string("\0of 2", 5), Standing::kShown}));
  EXPECT_EQ(record_of(*results, action(1)), "of 1");
  ASSERT_TRUE(results->flush());
  const auto next = open();
  EXPECT_EQ(record_of(*next, action(1)), "of 1");
  EXPECT_EQ((*next->find(action(1)))->standing, Standing::kAnswer);
  EXPECT_EQ(record_of(*next, action(2)), std::string("\0of 2", 5));
  EXPECT_EQ((*next->find(action(2)))->standing, Standing::kShown);
  EXPECT_EQ(record_of(*next, action(3)), "none");
}

TEST_F(ResultsTest, AreWrittenAtTheLatestWhenTheyAreClosed) {
  {
    const auto results = open();
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(results->remember(action(i), {std::to_string(i), Standing::kAnswer}));
  }
  const auto next = open();
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(record_of(*next, action(i)), std::to_string(i));
}

TEST_F(ResultsTest, TheNewestTakesThePlaceOfTheOlder) {
  const auto results = open();
  ASSERT_TRUE(results->remember(action(1), {"passed", Standing::kAnswer}));
  ASSERT_TRUE(results->remember(action(1), {"failed", Standing::kShown}));
  EXPECT_EQ(record_of(*results, action(1)), "failed");
  ASSERT_TRUE(results->flush());
  EXPECT_EQ(record_of(*results, action(1)), "failed");
}

TEST_F(ResultsTest, WhatIsForgottenIsNotFound) {
  const auto results = open();
  ASSERT_TRUE(results->remember(action(1), {"one", Standing::kAnswer}));
  ASSERT_TRUE(results->flush());
  ASSERT_TRUE(results->remember(action(2), {"two", Standing::kAnswer}));
  ASSERT_TRUE(results->forget(action(1)));
  ASSERT_TRUE(results->forget(action(2)));
  EXPECT_EQ(record_of(*results, action(1)), "none");
  EXPECT_EQ(record_of(*results, action(2)), "none");
}

TEST_F(ResultsTest, OfAnActionWithTheSameKeyOrAnotherSizeAreNotFound) {
  const auto results = open();
  ASSERT_TRUE(results->remember(action(1), {"one", Standing::kAnswer}));
  ASSERT_TRUE(results->flush());
  Digest near = action(1);
  near.hash[20] ^= 1;
  EXPECT_EQ(record_of(*results, near), "none");
  Digest longer = action(1);
  ++longer.size;
  EXPECT_EQ(record_of(*results, longer), "none");
}

TEST_F(ResultsTest, AChangedRecordOrStandingIsNotFound) {
  for (const char* damage : {"UPDATE results SET record = x'00'", "UPDATE results SET standing = 1 - standing",
                             "UPDATE results SET key = key + 1"}) {
    const auto results = open();
    ASSERT_TRUE(results->remember(action(1), {"one", Standing::kAnswer}));
    ASSERT_TRUE(results->flush());
    execute(damage);
    EXPECT_EQ(record_of(*results, action(1)), "none") << damage;
  }
}

TEST_F(ResultsTest, AFileOfANewerVersionIsLeftAlone) {
  ASSERT_TRUE(open()->remember(action(1), {"one", Standing::kAnswer}));
  execute("PRAGMA user_version = 99");
  const auto before = os::read_file(path_);
  const auto results = Results::open(path_, kToday);
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(results.error().message().find("newer version"), std::string::npos) << results.error().message();
  EXPECT_EQ(*os::read_file(path_), *before);
}

TEST_F(ResultsTest, ADamagedFileIsMovedAside) {
  ASSERT_TRUE(open()->remember(action(1), {"one", Standing::kAnswer}));
  ASSERT_TRUE(os::replace_file(path_, "this is no database, but it is long enough to look at its first page"));
  const auto results = open();
  EXPECT_TRUE(results->moved_aside());
  EXPECT_EQ(record_of(*results, action(1)), "none");
  ASSERT_TRUE(results->remember(action(1), {"again", Standing::kAnswer}));
  EXPECT_EQ(record_of(*results, action(1)), "again");
  EXPECT_TRUE(os::stat(path_ + ".corrupt"));
}

TEST_F(ResultsTest, TwoAtOnceSeeWhatEachHasWritten) {
  const auto one = open();
  const auto two = open();
  ASSERT_TRUE(one->remember(action(1), {"of one", Standing::kAnswer}));
  ASSERT_TRUE(one->flush());
  EXPECT_EQ(record_of(*two, action(1)), "of one");
  ASSERT_TRUE(two->remember(action(1), {"of two", Standing::kAnswer}));
  ASSERT_TRUE(two->flush());
  EXPECT_EQ(record_of(*one, action(1)), "of two");
}

TEST_F(ResultsTest, AFileOfAnEarlierVersionIsEmptied) {
  open();
  execute(
      "DROP TABLE results; DROP TABLE runs; PRAGMA user_version = 1;"
      "CREATE TABLE results(key INTEGER PRIMARY KEY, proof BLOB NOT NULL, standing INTEGER NOT NULL,"
      " record BLOB NOT NULL); INSERT INTO results VALUES(1, x'00', 1, x'00')");
  const auto results = open();
  EXPECT_FALSE(results->moved_aside());
  EXPECT_EQ(results->usage()->results, 0U);
  ASSERT_TRUE(results->remember(action(1), {"one", Standing::kAnswer}));
  ASSERT_TRUE(results->flush());
  EXPECT_EQ(record_of(*open(), action(1)), "one");
}

TEST_F(ResultsTest, TheGenerationTellsWhetherEveryAnswerIsStillThere) {
  const auto results = open(kToday - days(9));
  std::int64_t last = results->generation().value();
  const auto changes = [&] { return std::exchange(last, results->generation().value()) != last; };
  const auto remember = [&](int number, Standing standing) {
    ASSERT_TRUE(results->remember(action(number), {"record", standing}));
  };
  for (const int number : {1, 2, 3, 4}) remember(number, Standing::kAnswer);
  remember(5, Standing::kShown);
  EXPECT_FALSE(changes()) << "answers came";
  remember(1, Standing::kAnswer);
  remember(5, Standing::kShown);
  EXPECT_FALSE(changes()) << "as they were";
  remember(1, Standing::kShown);
  EXPECT_TRUE(changes()) << "an answer was disproved";
  ASSERT_TRUE(results->forget(action(1)));
  EXPECT_FALSE(changes()) << "it was none any more";
  ASSERT_TRUE(results->forget(action(2)));
  EXPECT_TRUE(changes()) << "an answer was forgotten";
  ASSERT_TRUE(results->sift([](const Digest& digest, const KnownResult&) { return digest != action(3); }));
  EXPECT_TRUE(changes()) << "an answer was not wanted";
  EXPECT_EQ(open()->generation().value(), last) << "a file has one for all";
  ASSERT_TRUE(results->drop_unused(kToday, UINT64_MAX));
  EXPECT_TRUE(changes()) << "an answer was too old";
  EXPECT_EQ(results->today(), kToday - days(9));
}

TEST_F(ResultsTest, AnotherFileHasAnotherGeneration) {
  const std::int64_t first = open()->generation().value();
  for (const char* end : {"", "-wal", "-shm"}) ASSERT_TRUE(os::remove_file(path_ + end));
  EXPECT_NE(open()->generation().value(), first);
}

TEST_F(ResultsTest, TheUsageCountsAnswersAndKnowsTheOldestUse) {
  ASSERT_TRUE(open(kToday - days(9))->remember(action(1), {"one", Standing::kAnswer}));
  const auto results = open();
  ASSERT_TRUE(results->remember(action(2), {std::string(100'000, 'r'), Standing::kShown}));
  const auto usage = results->usage();
  ASSERT_TRUE(usage) << usage.error().message();
  EXPECT_EQ(usage->results, 2U);
  EXPECT_EQ(usage->answers, 1U);
  EXPECT_GT(usage->bytes, 100'000U);
  EXPECT_LT(usage->bytes, 150'000U);
  EXPECT_EQ(usage->oldest_use, kToday - days(9));
}

TEST_F(ResultsTest, WhatWasNotUsedSinceADayIsDroppedAndALookUpIsAUse) {
  {
    const auto results = open(kToday - days(9));
    for (const int i : {1, 2, 3}) ASSERT_TRUE(results->remember(action(i), {"record", Standing::kAnswer}));
  }
  EXPECT_EQ(record_of(*open(kToday - days(2)), action(2)), "record");
  const auto results = open();
  EXPECT_EQ(*results->drop_unused(kToday - days(3), UINT64_MAX), 2U);
  EXPECT_EQ(record_of(*results, action(1)), "none");
  EXPECT_EQ(record_of(*results, action(2)), "record");
}

TEST_F(ResultsTest, TheLeastRecentlyUsedIsDroppedUntilTheFileIsSmallEnough) {
  constexpr int kCount = 1000;
  const std::string record(1000, 'r');
  for (const int half : {0, 1}) {
    const auto results = open(kToday - days(half == 0 ? 1 : 5));
    for (int i = half; i < kCount; i += 2) ASSERT_TRUE(results->remember(action(i), {record, Standing::kAnswer}));
  }
  const auto before = os::stat(path_)->st_size;
  const auto results = open();
  const auto dropped = results->drop_unused({}, static_cast<std::uint64_t>(before) * 3 / 4);
  ASSERT_TRUE(dropped);
  EXPECT_GE(*dropped, 240U);
  EXPECT_LE(*dropped, 300U);
  EXPECT_LE(os::stat(path_)->st_size, before * 3 / 4);
  for (int i = 0; i < kCount; i += 2) EXPECT_EQ(record_of(*results, action(i)), record) << i;
  EXPECT_EQ(*results->drop_unused({}, 0), kCount - *dropped);
}

TEST_F(ResultsTest, SiftingDropsWhatIsDamagedOrNotWanted) {
  const auto results = open();
  for (const int i : {1, 2, 3, 4}) {
    ASSERT_TRUE(results->remember(action(i), {"of " + std::to_string(i), Standing::kAnswer}));
  }
  ASSERT_TRUE(results->flush());
  execute("UPDATE results SET record = x'00' WHERE record = CAST('of 1' AS BLOB)");
  execute("UPDATE results SET rest = x'00' WHERE record = CAST('of 2' AS BLOB)");
  std::vector<Digest> asked;
  const auto sifted = results->sift([&](const Digest& digest, const KnownResult& result) {
    asked.push_back(digest);
    return result.record != "of 3";
  });
  ASSERT_TRUE(sifted) << sifted.error().message();
  EXPECT_EQ(sifted->results, 4U);
  EXPECT_EQ(sifted->damaged, 2U);
  EXPECT_EQ(sifted->unwanted, 1U);
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre(action(3), action(4)));
  EXPECT_EQ(record_of(*results, action(3)), "none");
  EXPECT_EQ(record_of(*results, action(4)), "of 4");
  EXPECT_EQ(results->usage()->results, 1U);
}

TEST_F(ResultsTest, EachSoundOneIsVisitedUntilAnError) {
  const auto results = open();
  for (const int i : {1, 2, 3}) {
    ASSERT_TRUE(results->remember(action(i), {"of " + std::to_string(i), Standing::kAnswer}));
  }
  ASSERT_TRUE(results->flush());
  execute("UPDATE results SET record = x'00' WHERE record = CAST('of 1' AS BLOB)");
  std::vector<std::string> seen;
  const auto visit = [&](const Digest&, const KnownResult& result) -> Status {
    seen.push_back(result.record);
    return {};
  };
  ASSERT_TRUE(results->each(visit));
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre("of 2", "of 3"));
  const auto failed = results->each([](const Digest&, const KnownResult&) -> Status { return invalid("enough"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "enough");
}

TEST_F(ResultsTest, TheLastRunsAreKnownTheNewestFirst) {
  const auto run = [](std::size_t number) {
    return ServedRun{.id = "run " + std::to_string(number),
                     .project = "/project",
                     .time = std::chrono::sys_days(kToday) + std::chrono::seconds(number),
                     .cases = 10 + number,
                     .answered = number};
  };
  const auto results = open();
  for (std::size_t i = 0; i < kServedRuns + 5; ++i) ASSERT_TRUE(results->note(run(i)));
  const auto runs = open()->served_runs();
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), kServedRuns);
  EXPECT_EQ(runs->front(), run(kServedRuns + 4));
  EXPECT_EQ(runs->back(), run(5));
}

TEST_F(ResultsTest, AResultTakesLittleBesideItsRecord) {
  constexpr int kCount = 20'000;
  const std::string record(160, 'r');
  {
    const auto results = open();
    for (int i = 0; i < kCount; ++i) ASSERT_TRUE(results->remember(action(i), {record, Standing::kAnswer}));
  }
  EXPECT_LE(os::stat(path_)->st_size / kCount, 400);
}

}  // namespace
}  // namespace maelstrom::store
