#include "session/known_suites.h"

#include <gmock/gmock.h>

#include "frameworks/framework.h"
#include "frameworks/plain.h"
#include "session/test_run_testing.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What keeps suites between two runs.
class Shelf {
 public:
  SuiteMemory memory() {
    return {.name = [](const Job& job) -> Result<Digest> {
              std::string text = job.program + std::to_string(job.timeout.count());
              for (const std::string& word : job.arguments) text += " " + word;
              for (const Digest& layer : job.layers) text += " " + layer.hex();
              return digest_of(text);
            },
            .find = [this](const Digest& name) -> std::optional<Suite> {
              const auto found = suites_.find(name);
              return found == suites_.end() ? std::nullopt : std::optional(Suite::decode(found->second).value());
            },
            .keep =
                [this](const Digest& name, const Suite& suite) {
                  ++kept_;
                  suites_[name] = suite.encode();
                }};
  }
  int kept() const { return kept_; }

 private:
  std::map<Digest, std::string> suites_;
  int kept_ = 0;
};

JobResult known(JobResult result, const std::string& action) {
  result.action = digest_of(action);
  result.cached = EarlierRun{"earlier", {}};
  result.duration = std::chrono::milliseconds(3);
  return result;
}

class KnownSuitesTest : public TestRunTest {
 protected:
  KnownSuitesTest() {
    suites_ = shelf_.memory();
    programs_["/b/a_test"].cases = {{"S.One", known(passed("S.One"), "one")}, {"S.Two", known(passed("S.Two"), "two")}};
  }

  // The cases of which a job was run.
  std::vector<std::string> run_all() {
    const std::size_t before = executor_.ran().size();
    observer_ = {};
    EXPECT_TRUE(run({binary("a_test")}).has_value());
    std::vector<std::string> names;
    for (std::size_t at = before; at < executor_.ran().size(); ++at) {
      if (const std::string name = argument(executor_.ran()[at], "--gtest_filter="); !name.empty()) {
        names.push_back(name);
      }
    }
    return names;
  }

  Shelf shelf_;
};

TEST_F(KnownSuitesTest, WhatWasAnsweredOneByOneIsAnsweredAtOnceInTheNextRun) {
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  EXPECT_EQ(shelf_.kept(), 1);
  EXPECT_THAT(run_all(), IsEmpty());
  EXPECT_THAT(observer_.outcomes(),
              ElementsAre("a_test::S.One passed", "a_test::S.Two passed", "a_test::S.DISABLED_Three ignored"));
  EXPECT_EQ(observer_.finished->cached, 2U);
  const JobResult& job = *observer_.results[0].job;
  EXPECT_EQ(job.action, digest_of("one"));
  EXPECT_EQ(job.cached->id, "earlier");
  EXPECT_EQ(job.duration, std::chrono::milliseconds(3));
  EXPECT_EQ(shelf_.kept(), 1) << "nothing new was learnt";
}

TEST_F(KnownSuitesTest, ACaseThatIsNotAmongThemIsAskedForByItselfAndAdded) {
  options_.selection.includes = {config::parse_selection("name.equals(S.One)").value()};
  EXPECT_THAT(run_all(), ElementsAre("S.One"));
  options_.selection.includes = {};
  EXPECT_THAT(run_all(), ElementsAre("S.Two"));
  EXPECT_THAT(run_all(), IsEmpty());
}

TEST_F(KnownSuitesTest, AnotherSuiteIsAnother) {
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  options_.test_arguments = {"--more"};
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  options_.test_arguments = {};
  EXPECT_THAT(run_all(), IsEmpty());
  configure("[[directives]]\ntimeout = 7\n");
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
}

TEST_F(KnownSuitesTest, OnlyWhatAnEarlierResultAnsweredIsLearnt) {
  programs_["/b/a_test"].cases = {{"S.One", passed("S.One")}, {"S.Two", known(failed("S.Two"), "two")}};
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  EXPECT_EQ(shelf_.kept(), 0);
}

TEST_F(KnownSuitesTest, WhatIsNotToBeCachedOrIsRepeatedIsNotAnswered) {
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  configure("[[directives]]\ncache = false\n");
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
  configure("");
  programs_["/b/a_test"].again = programs_["/b/a_test"].cases;
  options_.repeat.times = 1;
  EXPECT_THAT(run_all(), ElementsAre("S.One", "S.Two"));
}

// What tells two cases of one name apart is the selection.
TEST(KnownSuites, TellsCasesApartByTheirSelectionAndPassesOverThoseWithRules) {
  Shelf shelf;
  const std::optional<SuiteMemory> memory = shelf.memory();
  const std::vector<std::string> arguments;
  const TestBinary binary{.framework = frameworks::all_frameworks().front().get()};
  const ReadyContainer container{.layers = {digest_of("layer")}};
  const frameworks::ListedCase one{.name = "same", .selection = {"-t", "1"}};
  const frameworks::ListedCase two{.name = "same", .selection = {"-t", "2"}};
  frameworks::ListedCase ruled{.name = "ruled"};
  ruled.rules = std::make_shared<frameworks::PlainRules>();
  KnownSuites suites(memory, arguments);
  CaseResult result;
  result.job = known(printed(""), "action");
  suites.learn({binary, one, container}, result);
  suites.learn({binary, ruled, container}, result);
  EXPECT_TRUE(suites.answer({binary, one, container}).has_value());
  EXPECT_FALSE(suites.answer({binary, two, container}).has_value());
  EXPECT_FALSE(suites.answer({binary, ruled, container}).has_value());
  TestBinary with_fixture = binary;
  with_fixture.fixtures.required = {"database"};
  suites.learn({with_fixture, one, container}, result);
  EXPECT_FALSE(suites.answer({with_fixture, one, container}).has_value());
  const std::optional<SuiteMemory> none;
  KnownSuites without(none, arguments);
  without.learn({binary, one, container}, result);
  without.keep();
  EXPECT_FALSE(without.answer({binary, one, container}).has_value());
}

}  // namespace
}  // namespace maelstrom::session
