#include "report/html_reporter.h"

#include <gmock/gmock.h>

#include "base/fake_clock.h"

namespace maelstrom::report {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HtmlReporterTest : public ::testing::Test {
 protected:
  void SetUp() override { reporter_.on(RunStarted{.version = "1.2", .id = "r", .slots = 2}); }

  void start(const std::string& name) { reporter_.on(CaseStarted{{"a_test", name}}); }
  void end(const std::string& name, Verdict verdict = {}) {
    CaseResult result{.framework = "gtest", .id = {"a_test", name}, .verdict = std::move(verdict)};
    result.job = JobResult{.termination = Exited{0}, .duration = 2ms, .setup = 1ms};
    result.job->standard_output.head = "it says </script> " + name;
    reporter_.on(result);
  }
  std::string page() {
    reporter_.on(RunFinished{.duration = 5ms});
    EXPECT_EQ(pages_.size(), 1U);
    return pages_.empty() ? "" : pages_.front();
  }
  // What stands in the page as data.
  std::string data() {
    const std::string whole = page();
    const std::string mark = R"(<script type="application/json" id="run">)";
    const auto begin = whole.find(mark) + mark.size();
    return whole.substr(begin, whole.find("</script>", begin) - begin);
  }

  FakeClock clock_;
  std::vector<std::string> pages_;
  HtmlReporter reporter_{[this](std::string_view page) {
                           pages_.emplace_back(page);
                           return Status();
                         },
                         clock_};
};

TEST_F(HtmlReporterTest, TheRunAndEachCaseAreTold) {
  clock_.advance(1ms);
  start("S.One");
  end("S.One", {Outcome::kFailed, "Expected 1", "a.cc", 7});
  EXPECT_THAT(data(), AllOf(HasSubstr(R"("version":"1.2")"), HasSubstr(R"("slots":2,"duration_ms":5.000)"),
                            HasSubstr(R"("artifacts":[{"name":"a_test"}])"),
                            HasSubstr(R"({"artifact":0,"name":"S.One","outcome":"failed","duration_ms":2.000,)"
                                      R"("message":"Expected 1","file":"a.cc","line":7,"stdout":)"),
                            HasSubstr(R"("at":{"lane":0,"start_ms":1.000,"length_ms":3.000}})")));
}

// It begins when its turn has come there.
TEST_F(HtmlReporterTest, ACaseOfAClusterSaysWhereItRanAndWhatItWaitedFor) {
  clock_.advance(1ms);
  start("S.One");
  CaseResult result{.framework = "gtest", .id = {"a_test", "S.One"}};
  result.job = JobResult{.termination = Exited{0}, .duration = 2ms, .worker = "big3"};
  result.job->cluster = ClusterTimes{.queue = 40ms, .fetch = 5ms};
  reporter_.on(result);
  EXPECT_THAT(data(), HasSubstr(R"("duration_ms":2.000,"worker":"big3","cluster_queue_ms":40.000,"fetch_ms":5.000,)"
                                R"("at":{"lane":0,"start_ms":46.000,)"));
}

// The next case may be said to start before the end of the last is told.
TEST_F(HtmlReporterTest, CasesLieInAsManyLanesAsThereAreSlots) {
  start("a");
  clock_.advance(1ms);
  start("b");
  clock_.advance(2ms);
  start("c");
  for (const char* name : {"a", "b", "c"}) end(name);
  EXPECT_THAT(data(), AllOf(HasSubstr(R"("name":"a","outcome":"passed","duration_ms":2.000,"at":{"lane":0,)"),
                            HasSubstr(R"("name":"b","outcome":"passed","duration_ms":2.000,"at":{"lane":1,)"),
                            HasSubstr(R"("name":"c","outcome":"passed","duration_ms":2.000,"at":{"lane":0,)")));
}

TEST_F(HtmlReporterTest, NothingThatATestSaysEndsTheData) {
  end("S.One", {Outcome::kFailed, "<!-- </script>"});
  EXPECT_THAT(data(), AllOf(HasSubstr("it says \\u003c/script>"), HasSubstr("\\u003c!-- ")));
}

TEST_F(HtmlReporterTest, TheOutputOfAPassedCaseIsLeftOut) {
  end("S.One");
  EXPECT_THAT(data(), Not(HasSubstr("it says")));
}

TEST_F(HtmlReporterTest, ACaseThatDidNotRunHasNoPlaceInTime) {
  reporter_.on(CaseResult{.id = {"a_test", "S.One"}, .verdict = {Outcome::kIgnored}});
  EXPECT_THAT(data(), AllOf(HasSubstr(R"({"artifact":0,"name":"S.One","outcome":"ignored"})")));
}

TEST_F(HtmlReporterTest, ACaseThatAnEarlierRunAnsweredHasNoPlaceInTime) {
  start("S.One");
  CaseResult result{.framework = "gtest", .id = {"a_test", "S.One"}};
  result.job = JobResult{.termination = Exited{0}, .duration = 2ms, .cached = EarlierRun{}};
  reporter_.on(result);
  EXPECT_THAT(data(),
              HasSubstr(R"({"artifact":0,"name":"S.One","outcome":"passed","cached":true,"duration_ms":2.000})"));
}

TEST_F(HtmlReporterTest, ThePageNeedsNothingElse) {
  EXPECT_THAT(page(), AllOf(HasSubstr("<!doctype html>"), HasSubstr("</html>"), Not(HasSubstr("src=")),
                            Not(HasSubstr("href=")), Not(HasSubstr("@PAGE"))));
}

}  // namespace
}  // namespace maelstrom::report
