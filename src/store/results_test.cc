#include "store/results.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <string>

#include "os/file.h"

namespace maelstrom::store {
namespace {

Digest action(int number) { return digest_of("action " + std::to_string(number)); }

class ResultsTest : public ::testing::Test {
 protected:
  ResultsTest() : scratch_(*os::TemporaryDirectory::create()), path_(scratch_.path() + "/deep/results.sqlite") {}

  std::unique_ptr<Results> open() {
    auto results = Results::open(path_);
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
  const auto results = Results::open(path_);
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
