// Cases that run again and again, to see whether they ever fail.
#include <gmock/gmock.h>

#include "session/test_run_testing.h"

namespace maelstrom::session {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class TestRunRepeatTest : public TestRunTest {
 protected:
  TestRunRepeatTest() {
    programs_["/b/a_test"].again = programs_["/b/a_test"].cases;
    on_case_ = [this](const std::string& name) { ran_.push_back(name); };
  }

  // From the `number`th time on that it runs.
  void fail_at(const std::string& name, std::ptrdiff_t number) {
    on_case_ = [this, name, number](const std::string& one) {
      ran_.push_back(one);
      if (one != name || times(name) != number) return;
      programs_["/b/a_test"].again[name] = failed(name);
      programs_["/b/a_test"].again[name].action = digest_of(name);
    };
  }
  std::ptrdiff_t times(const std::string& name) const { return std::ranges::count(ran_, name); }
  const Verdict& verdict_of(const std::string& name) const {
    return std::ranges::find(observer_.results, name, [](const CaseResult& one) { return one.id.name; })->verdict;
  }

  std::vector<std::string> ran_;
};

TEST_F(TestRunRepeatTest, EachCaseRunsSoOftenAndIsReportedOnce) {
  options_.repeat = {.times = 3};
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_EQ(times("S.One"), 3);
  EXPECT_EQ(times("S.Two"), 3);
  EXPECT_THAT(observer_.results, SizeIs(3));  // and the one that is disabled
  EXPECT_THAT(observer_.started, ElementsAre("a_test::S.One", "a_test::S.Two"));
}

TEST_F(TestRunRepeatTest, OneFailureIsOneTooMany) {
  options_.repeat = {.times = 50};
  fail_at("S.Two", 7);
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_EQ(times("S.One"), 50);
  EXPECT_LT(times("S.Two"), 20);
  EXPECT_EQ(verdict_of("S.Two").outcome, Outcome::kFailed);
  EXPECT_THAT(verdict_of("S.Two").message, HasSubstr("in repetition 7 of 50: Value of: x"));
  EXPECT_THAT(distrusted_, Contains(digest_of("S.Two")));
  EXPECT_THAT(observer_.results, SizeIs(3));
}

TEST_F(TestRunRepeatTest, UntilOneFailsAllRunInTurn) {
  options_.repeat = {.until_failure = true};
  options_.stop_after = 1;
  fail_at("S.Two", 100);
  const auto finished = run({binary("a_test")});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 1);
  EXPECT_THAT(verdict_of("S.Two").message, HasSubstr("in repetition 100: Value of: x"));
  EXPECT_NEAR(static_cast<double>(times("S.One")), 100, 5);
  EXPECT_EQ(verdict_of("S.One").outcome, Outcome::kNotRun);
  EXPECT_THAT(verdict_of("S.One").message, HasSubstr("no failure in "));
}

}  // namespace
}  // namespace maelstrom::session
