#include "store/action_log.h"

#include <sqlite3.h>

#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr std::chrono::hours kDay{24};

Digest action(int number) { return digest_of("action " + std::to_string(number)); }
CaseAction has(const std::string& name, int number) { return {{"a_test", name}, action(number)}; }

class ActionLogTest : public ::testing::Test {
 protected:
  std::unique_ptr<ActionLog> open() {
    auto log = ActionLog::open(path_);
    EXPECT_TRUE(log) << log.error().message();
    return log ? std::move(*log) : nullptr;
  }
  // A run that ends after `days`.
  void run(const std::string& id, std::vector<CaseAction> cases, int days = 1, const std::string& project = "/p") {
    const auto recorded =
        open()->record({project, id, std::chrono::system_clock::time_point(days * kDay), std::move(cases)},
                       [this](const Digest& digest) {
                         ++asked_;
                         return std::optional(LoggedAction{.action = "the action " + digest.hex(),
                                                           .command = "command",
                                                           .input_root = digest_of("root"),
                                                           .root_messages = messages_});
                       });
    EXPECT_TRUE(recorded) << recorded.error().message();
  }
  std::optional<LastAction> last(const std::string& name, const std::string& project = "/p") {
    const auto last = open()->last(project, {"a_test", name});
    EXPECT_TRUE(last);
    return *last;
  }
  void execute(const char* sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string path_ = scratch_.path() + "/state/actions.sqlite";
  std::shared_ptr<const std::vector<std::string>> messages_ =
      std::make_shared<std::vector<std::string>>(std::vector<std::string>{"one", "", std::string("\0two", 4)});
  int asked_ = 0;
};

TEST_F(ActionLogTest, TellsTheLastActionAndTheOneBefore) {
  run("first", {has("A", 1), has("B", 1)}, 1);
  EXPECT_EQ(last("A")->action, action(1));
  EXPECT_EQ(last("A")->before, std::nullopt);
  run("second", {has("A", 2), has("B", 1)}, 2);
  EXPECT_EQ(last("A")->action, action(2));
  EXPECT_EQ(last("A")->before, action(1));
  EXPECT_EQ(last("A")->run, "second");
  EXPECT_EQ(last("A")->time.time_since_epoch(), 2 * kDay);
  EXPECT_EQ(last("B")->run, "first");
  EXPECT_EQ(last("C"), std::nullopt);
  EXPECT_EQ(last("A", "/q"), std::nullopt);
}

TEST_F(ActionLogTest, AnActionComesBackAsItWas) {
  run("first", {has("A", 1)});
  const auto found = open()->find(action(1));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->action, "the action " + action(1).hex());
  EXPECT_EQ((*found)->command, "command");
  EXPECT_EQ((*found)->input_root, digest_of("root"));
  EXPECT_EQ(*(*found)->root_messages, *messages_);
  EXPECT_EQ(*open()->find(action(2)), std::nullopt);
}

TEST_F(ActionLogTest, AnActionThatIsBackIsTheLastOne) {
  for (const int number : {1, 2, 1, 1, 2}) {
    run("some", {has("A", number)});
    EXPECT_EQ(last("A")->action, action(number));
  }
  EXPECT_EQ(last("A")->before, action(1));
}

TEST_F(ActionLogTest, PartsOfARunBetweenDoNotHideAChange) {
  run("all", {has("A", 1), has("B", 1)});
  run("one", {has("B", 1)});
  run("one, changed", {has("B", 2)});
  run("all, as at first", {has("B", 1), has("A", 1)});
  EXPECT_EQ(last("B")->action, action(1));
  EXPECT_EQ(last("B")->run, "all, as at first");
}

TEST_F(ActionLogTest, WhatIsKnownIsNeitherAskedForNorWritten) {
  run("first", {has("A", 1), has("B", 1)});
  EXPECT_EQ(asked_, 2);
  run("again", {has("B", 1), has("A", 1)});
  execute("CREATE TRIGGER no BEFORE INSERT ON marks BEGIN SELECT RAISE(FAIL, 'written'); END");
  run("and again", {has("A", 1), has("B", 1)});
  EXPECT_EQ(asked_, 2);
}

TEST_F(ActionLogTest, AShortDigestFindsAllThatBeginWithIt) {
  std::vector<CaseAction> cases;
  for (int i = 0; i < 300; ++i) cases.push_back(has(std::to_string(i), i));
  run("many", cases);
  const std::string hex = action(7).hex();
  const auto log = open();
  EXPECT_THAT(log->beginning_with(hex, 10).value(), ElementsAre(action(7)));
  EXPECT_THAT(log->beginning_with("", 1000).value(), SizeIs(300));
  EXPECT_THAT(log->beginning_with("", 4).value(), SizeIs(4));
  for (const std::size_t digits : {1, 2, 3}) {
    std::size_t expected = 0;
    for (int i = 0; i < 300; ++i) expected += action(i).hex().starts_with(hex.substr(0, digits)) ? 1 : 0;
    EXPECT_THAT(log->beginning_with(hex.substr(0, digits), 1000).value(), SizeIs(expected)) << digits;
  }
  EXPECT_FALSE(log->beginning_with("xyz", 10));
  EXPECT_FALSE(log->beginning_with(hex + "0", 10));
}

TEST_F(ActionLogTest, OldActionsOfNoCaseAreDropped) {
  for (int i = 0; i < 4; ++i) run("run", {has("A", i)}, 1 + i);
  run("much later", {has("A", 4)}, 50);
  const auto log = open();
  EXPECT_THAT(log->beginning_with("", 10).value(), SizeIs(2));
  EXPECT_TRUE(*log->find(action(3)));
  EXPECT_TRUE(*log->find(action(4)));
}

TEST_F(ActionLogTest, ADamagedFileIsMovedAside) {
  ASSERT_TRUE(os::make_directory(scratch_.path() + "/state"));
  ASSERT_TRUE(os::replace_file(path_, std::string(8192, 'x')));
  EXPECT_TRUE(open()->moved_aside());
  run("first", {has("A", 1)});
  EXPECT_EQ(last("A")->action, action(1));
}

TEST_F(ActionLogTest, AFileOfANewerVersionIsLeftAlone) {
  run("first", {has("A", 1)});
  execute("PRAGMA user_version = 99");
  const auto log = ActionLog::open(path_);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code(), ErrorCode::kUnavailable);
}

TEST_F(ActionLogTest, AnActionTakesLittle) {
  std::vector<CaseAction> cases;
  for (int i = 0; i < 10'000; ++i) cases.push_back(has("Suite.CaseNumber" + std::to_string(i), i));
  run("many", cases);
  EXPECT_LE(os::stat(path_)->st_size / 10'000, 500);
}

}  // namespace
}  // namespace maelstrom::store
