#include "report/json_reporter.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>

namespace maelstrom::report {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

template <typename Event>
std::string line_of(const Event& event) {
  std::vector<std::string> lines;
  JsonReporter reporter([&](std::string_view line) {
    lines.emplace_back(line);
    return Status();
  });
  reporter.on(event);
  reporter.flush();
  EXPECT_EQ(lines.size(), 1U);
  EXPECT_TRUE(reporter.status());
  return lines.empty() ? "" : lines.front();
}

CaseResult finished_case(Termination termination) {
  CaseResult result{.framework = "gtest", .id = {"net_test", "Tls.Handshake"}};
  result.job = JobResult{.termination = termination};
  return result;
}

TEST(JsonReporter, SaysHowTheRunStarted) {
  const RunStarted event{
      .version = "0.1.0", .id = "r1", .time = std::chrono::sys_days(2026y / 3 / 1) + 1500ms, .slots = 8};
  EXPECT_EQ(line_of(event),
            R"({"event":"run-started","version":"0.1.0","id":"r1","time":"2026-03-01T00:00:01.500Z","slots":8,)"
            R"("remote":null})"
            "\n");
}

TEST(JsonReporter, SaysWhatAnArtifactHolds) {
  const ArtifactListed event{.framework = "gtest", .artifact = "net_test", .cases = 12, .duration = 3500us};
  EXPECT_EQ(line_of(event),
            R"({"event":"artifact-listed","framework":"gtest","artifact":"net_test","cases":12,"cached":false,)"
            R"("duration_ms":3.500})"
            "\n");
}

TEST(JsonReporter, SaysThatACaseIsSlowWhileItRuns) {
  EXPECT_EQ(line_of(CaseSlow{{"net_test", "Tls.Handshake"}, 2, 1500ms}),
            R"({"event":"case-slow","artifact":"net_test","name":"Tls.Handshake","attempt":2,"after_ms":1500.000})"
            "\n");
  CaseResult result = finished_case(Exited{0});
  EXPECT_THAT(line_of(result), Not(HasSubstr("\"slow\"")));
  result.slow = true;
  EXPECT_THAT(line_of(result), HasSubstr("\"slow\":true"));
}

TEST(JsonReporter, SaysEverythingOfACaseThatFailed) {
  CaseResult result = finished_case(Exited{1});
  result.attempt = 2;
  result.verdict = {.outcome = Outcome::kFailed, .message = "Expected:\n  1", .file = "tests/tls.cc", .line = 88};
  result.queue = 2ms;
  result.isolation = Isolation::kStrict;
  result.job->standard_output.head = "out\n";
  result.job->standard_error.head = "err";
  result.job->usage = {.user_time = 1500us, .system_time = 250us, .max_rss = 4096};
  result.job->duration = 4ms;
  result.job->setup = 700us;
  EXPECT_EQ(line_of(result),
            R"({"event":"case-finished","framework":"gtest","artifact":"net_test","name":"Tls.Handshake","attempt":2,)"
            R"("outcome":"failed","cached":false,"duration_ms":4.000,"queue_ms":2.000,"setup_ms":0.700,)"
            R"("worker":"local","isolation":"strict","exit_code":1,"file":"tests/tls.cc","line":88,)"
            R"("message":"Expected:\n  1","stdout":"out\n","stderr":"err","truncated":false,)"
            R"("max_rss_bytes":4096,"cpu_ms":1.750})"
            "\n");
}

TEST(JsonReporter, ACaseOfAClusterSaysWhereItRanAndWhatItWaitedFor) {
  CaseResult result = finished_case(Exited{0});
  result.job->worker = "big3";
  result.job->cluster = ClusterTimes{.queue = 1500ms, .fetch = 20ms};
  EXPECT_THAT(line_of(result), HasSubstr(R"("worker":"big3","cluster_queue_ms":1500.000,"fetch_ms":20.000,)"));
  result.job->cached = EarlierRun{};
  EXPECT_THAT(line_of(result), Not(HasSubstr("cluster_queue_ms")));
}

TEST(JsonReporter, ARunOnAClusterNamesIt) {
  EXPECT_THAT(line_of(RunStarted{.remote = "grpc://c:1"}), HasSubstr(R"("remote":"grpc://c:1"})"));
}

TEST(JsonReporter, ACaseThatWasNotRunHasNoFieldsOfAJob) {
  CaseResult result{.framework = "gtest", .id = {"net_test", "Tls.Resume"}};
  result.verdict = {.outcome = Outcome::kIgnored, .message = "disabled"};
  EXPECT_EQ(line_of(result),
            R"({"event":"case-finished","framework":"gtest","artifact":"net_test","name":"Tls.Resume","attempt":1,)"
            R"("outcome":"ignored","cached":false,"queue_ms":0.000,"isolation":"default","message":"disabled"})"
            "\n");
}

TEST(JsonReporter, ASignalIsNamedInPlaceOfAnExitCode) {
  EXPECT_THAT(line_of(finished_case(Signaled{.signal = SIGSEGV})),
              AllOf(HasSubstr(R"("signal":"SIGSEGV")"), Not(HasSubstr("exit_code"))));
  EXPECT_THAT(line_of(finished_case(TimedOut{})), AllOf(Not(HasSubstr("signal")), Not(HasSubstr("exit_code"))));
}

TEST(JsonReporter, OutputThatWasCutOnEitherStreamIsMarked) {
  CaseResult result = finished_case(Exited{0});
  result.job->standard_error = {.head = "begin", .tail = "end", .dropped = 77};
  EXPECT_THAT(line_of(result), AllOf(HasSubstr(R"("truncated":true)"), HasSubstr("77 bytes left out")));
  std::swap(result.job->standard_output, result.job->standard_error);
  EXPECT_THAT(line_of(result), HasSubstr(R"("truncated":true)"));
}

TEST(JsonReporter, BytesOfATestReachTheReaderUnharmed) {
  CaseResult result = finished_case(Exited{0});
  result.job->standard_output.head = "\xc3(";
  EXPECT_THAT(line_of(result), HasSubstr("\"stdout\":\"\uFFFD(\",\"stdout_base64\":\"wyg=\",\"stderr\":\"\""));
}

TEST(JsonReporter, ACaseThatRanASecondTimeSaysWhyAndWhetherItEndedTheSame) {
  CaseResult result = finished_case(Exited{0});
  EXPECT_THAT(line_of(result), Not(HasSubstr("audit")));
  result.audit = {AuditKind::kIsolation, false};
  EXPECT_THAT(line_of(result), HasSubstr(R"(,"audit":"isolation","audit_agreed":false,)"));
}

TEST(JsonReporter, CountsEachOutcomeAtTheEnd) {
  RunFinished event{.duration = 2400ms, .exit_code = 1};
  for (std::size_t i = 0; i < kOutcomes; ++i) event.counts[i] = i + 1;
  EXPECT_EQ(
      line_of(event),
      R"({"event":"run-finished","passed":1,"failed":2,"timed_out":3,"skipped":4,"ignored":5,"flaky":6,)"
      R"("leaked":7,"infrastructure_error":8,"not_run":9,"cached":0,"audited":0,"audits_that_differ":0,"duration_ms":2400.000,"exit_code":1})"
      "\n");
}

TEST(JsonReporter, EachEventIsALineOfItsOwn) {
  std::string text;
  JsonReporter reporter([&](std::string_view lines) {
    text += lines;
    return Status();
  });
  CaseResult noisy = finished_case(Exited{0});
  noisy.job->standard_output.head = "one\ntwo\n";
  reporter.on(noisy);
  reporter.on(CaseStarted{});
  reporter.on(Notice{});
  reporter.on(RunFinished{});
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_THAT(text, AllOf(HasSubstr("}\n{"), EndsWith("}\n")));
}

TEST(JsonReporter, TheEndOfACaseIsPassedOnWithWhatComesAfterItOrWithMuchElse) {
  std::string text;
  JsonReporter reporter([&](std::string_view lines) {
    text += lines;
    return Status();
  });
  CaseResult result = finished_case(Exited{0});
  reporter.on(result);
  EXPECT_EQ(text, "");
  reporter.on(CaseSlow{{"net_test", "Tls.Handshake"}, 2, 1500ms});
  EXPECT_THAT(text, AllOf(StartsWith(R"({"event":"case-finished")"), HasSubstr("case-slow")));
  text.clear();
  result.job->standard_output.head = std::string(100000, 'x');
  reporter.on(result);
  EXPECT_GT(text.size(), 100000U);
}

TEST(JsonReporter, TheFirstErrorOfTheSinkIsKeptAndEndsTheReport) {
  int calls = 0;
  JsonReporter reporter([&](std::string_view) -> Status {
    ++calls;
    return fail(ErrorCode::kExhausted, "write report.json: No space left on device");
  });
  reporter.on(RunStarted{});
  reporter.on(RunFinished{});
  EXPECT_EQ(calls, 1);
  ASSERT_FALSE(reporter.status());
  EXPECT_EQ(reporter.status().error().message(), "write report.json: No space left on device");
}

}  // namespace
}  // namespace maelstrom::report
