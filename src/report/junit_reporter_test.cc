#include "report/junit_reporter.h"

#include <gmock/gmock.h>

#include <pugixml.hpp>

namespace maelstrom::report {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string written(const std::vector<CaseResult>& results, const RunFinished& finished = {}) {
  std::vector<std::string> documents;
  JunitReporter reporter([&](std::string_view document) {
    documents.emplace_back(document);
    return Status();
  });
  reporter.on(RunStarted{.time = std::chrono::sys_days(2026y / 3 / 1) + 9h + 5min + 7s});
  for (const CaseResult& result : results) reporter.on(result);
  EXPECT_THAT(documents, IsEmpty());
  reporter.on(finished);
  EXPECT_EQ(documents.size(), 1U);
  EXPECT_TRUE(reporter.status());
  return documents.empty() ? "" : documents.front();
}

// What a reader makes of the document.
struct Parsed {
  explicit Parsed(const std::string& text) {
    const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size());
    EXPECT_TRUE(result) << result.description() << "\n" << text;
  }
  pugi::xml_node root() const { return document.child("testsuites"); }
  pugi::xml_node first_case() const { return root().child("testsuite").child("testcase"); }

  pugi::xml_document document;
};

std::vector<std::string> attributes(pugi::xml_node node) {
  std::vector<std::string> found;
  for (const pugi::xml_attribute attribute : node.attributes())
    found.push_back(std::string(attribute.name()) + "=" + attribute.value());
  return found;
}

std::vector<std::string> child_names(pugi::xml_node node) {
  std::vector<std::string> found;
  for (const pugi::xml_node child : node.children()) found.emplace_back(child.name());
  return found;
}

CaseResult ran(std::string artifact, std::string name, Verdict verdict, std::chrono::nanoseconds duration = 0ns) {
  CaseResult result{.framework = "gtest", .id = {std::move(artifact), std::move(name)}, .verdict = std::move(verdict)};
  result.job = JobResult{.termination = Exited{0}, .duration = duration};
  result.job->standard_output.head = "the output";
  result.job->standard_error.head = "the errors";
  return result;
}

// "NAME=VALUE" of each property of the first suite.
std::vector<std::string> properties(const Parsed& parsed) {
  std::vector<std::string> found;
  for (const pugi::xml_node one : parsed.root().child("testsuite").child("properties").children("property")) {
    found.push_back(std::string(one.attribute("name").value()) + "=" + one.attribute("value").value());
  }
  return found;
}

// Jenkins' schema has no place for it in a testcase.
TEST(JunitReporter, WhatIsKnownOfACaseBesideIsAPropertyOfItsSuite) {
  CaseResult cached = ran("x_test", "Lexer.Cached", {}, 4ms);
  cached.job->cached = EarlierRun{};
  CaseResult there = ran("x_test", "Lexer.There", {.outcome = Outcome::kFailed}, 4ms);
  there.job->worker = "big3";
  there.job->cluster = ClusterTimes{.queue = 1500ms, .fetch = 20ms};
  CaseResult slow = ran("x_test", "Lexer.Slow", {}, 4s);
  slow.slow = true;
  const Parsed parsed(written({cached, there, slow}));
  EXPECT_THAT(properties(parsed),
              ElementsAre("cached of Lexer.Cached=true", "slow of Lexer.Slow=true", "worker of Lexer.There=big3",
                          "cluster_queue_seconds of Lexer.There=1.500", "fetch_seconds of Lexer.There=0.020"));
  EXPECT_THAT(child_names(parsed.root().child("testsuite")),
              ElementsAre("properties", "testcase", "testcase", "testcase"));
  EXPECT_THAT(attributes(parsed.first_case()), ElementsAre("classname=x_test.Lexer", "name=Cached", "time=0.004"));
}

TEST(JunitReporter, ASuiteIsAnArtifactWithItsCounts) {
  const Parsed parsed(written({ran("b_test", "S.Fails", {.outcome = Outcome::kFailed}, 1500ms),
                               ran("b_test", "S.Breaks", {.outcome = Outcome::kInfrastructureError}, 250ms),
                               ran("b_test", "S.Skips", {.outcome = Outcome::kSkipped}),
                               ran("b_test", "S.Passes", {}, 1ms), ran("a_test", "S.Passes", {})},
                              {.duration = 1700ms}));
  EXPECT_THAT(attributes(parsed.root()),
              ElementsAre("name=maelstrom", "tests=5", "failures=1", "errors=1", "time=1.700"));
  EXPECT_THAT(attributes(parsed.root().first_child()),
              ElementsAre("name=a_test", "tests=1", "failures=0", "errors=0", "skipped=0", "time=0.000",
                          "timestamp=2026-03-01T09:05:07"));
  EXPECT_THAT(attributes(parsed.root().last_child()),
              ElementsAre("name=b_test", "tests=4", "failures=1", "errors=1", "skipped=1", "time=1.751",
                          "timestamp=2026-03-01T09:05:07"));
}

TEST(JunitReporter, CasesAreInTheOrderOfTheirNames) {
  const Parsed parsed(written({ran("t", "S.C", {}), ran("t", "S.A", {}), ran("t", "R.Z", {})}));
  std::vector<std::string> names;
  for (const pugi::xml_node one : parsed.root().child("testsuite").children("testcase"))
    names.emplace_back(one.attribute("name").value());
  EXPECT_THAT(names, ElementsAre("Z", "A", "C"));
}

TEST(JunitReporter, EachOutcomeHasItsElement) {
  const std::vector<std::pair<Outcome, std::string>> table = {
      {Outcome::kPassed, ""},          {Outcome::kFlaky, ""},          {Outcome::kFailed, "failure"},
      {Outcome::kTimedOut, "failure"}, {Outcome::kLeaked, "failure"},  {Outcome::kInfrastructureError, "error"},
      {Outcome::kSkipped, "skipped"},  {Outcome::kIgnored, "skipped"}, {Outcome::kNotRun, "skipped"},
  };
  ASSERT_EQ(table.size(), kOutcomes);
  for (const auto& [outcome, element] : table) {
    const Parsed parsed(written({ran("t", "S.A", {.outcome = outcome, .message = "why"})}));
    SCOPED_TRACE(outcome_name(outcome));
    if (element.empty()) {
      EXPECT_THAT(child_names(parsed.first_case()), IsEmpty());
      continue;
    }
    EXPECT_THAT(child_names(parsed.first_case()), ElementsAre(element, "system-out", "system-err"));
    EXPECT_THAT(attributes(parsed.first_case().first_child()),
                ElementsAre("type=" + std::string(outcome_name(outcome)), "message=why"));
    EXPECT_STREQ(parsed.first_case().child_value("system-out"), "the output");
    EXPECT_STREQ(parsed.first_case().child_value("system-err"), "the errors");
  }
}

TEST(JunitReporter, AFailureSaysWhereAndWhat) {
  const Verdict verdict{.outcome = Outcome::kFailed, .message = "Expected:\n  a < \"b\"", .file = "t/x.cc", .line = 88};
  const Parsed parsed(written({ran("x_test", "Lexer.Numbers/0", verdict, 4ms)}));
  EXPECT_THAT(attributes(parsed.first_case()), ElementsAre("classname=x_test.Lexer", "name=Numbers/0", "time=0.004"));
  EXPECT_THAT(attributes(parsed.first_case().child("failure")),
              ElementsAre("type=failed", "message=Expected:\n  a < \"b\""));
  EXPECT_STREQ(parsed.first_case().child_value("failure"), "t/x.cc:88\nExpected:\n  a < \"b\"");
}

TEST(JunitReporter, AnOutcomeWithoutAMessageSpeaksForItself) {
  const Parsed parsed(written({ran("t", "S.A", {.outcome = Outcome::kTimedOut})}));
  EXPECT_STREQ(parsed.first_case().child("failure").attribute("message").value(), "timed out");
  EXPECT_STREQ(parsed.first_case().child_value("failure"), "timed out");
}

TEST(JunitReporter, ANameOfAnotherFrameworkIsNotTakenApart) {
  CaseResult result = ran("tests/test_url.py", "test_join[a.b]", {});
  result.framework = "pytest";
  EXPECT_THAT(attributes(Parsed(written({result})).first_case()),
              ElementsAre("classname=tests/test_url.py", "name=test_join[a.b]", "time=0.000"));
}

TEST(JunitReporter, ACaseThatWasNotRunHasNoOutput) {
  CaseResult result{.framework = "gtest", .id = {"t", "S.A"}, .verdict = {.outcome = Outcome::kNotRun}};
  EXPECT_THAT(child_names(Parsed(written({result})).first_case()), ElementsAre("skipped"));
}

TEST(JunitReporter, WhatXmlForbidsIsReplaced) {
  CaseResult result = ran("t", "S.A", {.outcome = Outcome::kFailed, .message = std::string("nul\0!", 5)});
  result.job->standard_output.head = "\x1b[31mred <b> ]]> &amp; \xff";
  const Parsed parsed(written({result}));
  EXPECT_STREQ(parsed.first_case().child("failure").attribute("message").value(), "nul\uFFFD!");
  EXPECT_STREQ(parsed.first_case().child_value("system-out"), "\uFFFD[31mred <b> ]]> &amp; \uFFFD");
}

TEST(JunitReporter, ARunWithoutCasesIsStillADocument) {
  const std::string text = written({});
  EXPECT_THAT(text, StartsWith(R"(<?xml version="1.0" encoding="UTF-8"?>)"));
  EXPECT_THAT(attributes(Parsed(text).root()),
              ElementsAre("name=maelstrom", "tests=0", "failures=0", "errors=0", "time=0.000"));
}

TEST(JunitReporter, TheErrorOfTheSinkIsKept) {
  JunitReporter reporter([](std::string_view) -> Status { return invalid("open out/junit.xml: Permission denied"); });
  EXPECT_TRUE(reporter.status());
  reporter.on(RunFinished{});
  ASSERT_FALSE(reporter.status());
  EXPECT_EQ(reporter.status().error().message(), "open out/junit.xml: Permission denied");
}

}  // namespace
}  // namespace maelstrom::report
