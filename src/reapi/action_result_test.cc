#include "reapi/action_result.h"

#include <gtest/gtest.h>

#include <map>

#include "reapi/golden.h"
#include "reapi/worker_messages.h"

namespace maelstrom::reapi {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

class ActionResult : public ::testing::Test {
 protected:
  std::string encode(const JobResult& result, const EarlierRun& run) {
    auto bytes = encode_result(result, run, [this](std::string_view blob) -> Result<Digest> {
      blobs_[digest_of(blob)] = blob;
      return digest_of(blob);
    });
    EXPECT_TRUE(bytes);
    return bytes.value_or("");
  }
  Result<JobResult> decode(std::string_view bytes) {
    return decode_result(bytes, [this](const Digest& digest) -> Result<std::string> {
      const auto found = blobs_.find(digest);
      if (found == blobs_.end()) return fail(ErrorCode::kNotFound, "gone");
      return found->second;
    });
  }

  std::map<Digest, std::string> blobs_;
};

EarlierRun run_at(const std::string& id, nanoseconds time) { return {id, std::chrono::system_clock::time_point(time)}; }

JobResult passed() {
  return {.termination = Exited{0},
          .standard_output = {.head = "said\n"},
          .standard_error = {.head = std::string("\xff\0", 2)},
          .usage = {microseconds(1200), microseconds(300), 4096000},
          .duration = nanoseconds(2'000'000'001)};
}

JobResult killed() {
  return {.termination = Signaled{9, true},
          .standard_output = {std::string(4000, 'y'), std::string(1000, 'y'), 70000},
          .standard_error = {"ab", "c", 1},
          .usage = {.memory_measure = MemoryMeasure::kCgroupPeak},
          .duration = nanoseconds(7),
          .out_of_memory = true,
          .left_behind = true};
}

void expect_same(const JobResult& actual, const JobResult& expected) {
  EXPECT_EQ(actual.termination, expected.termination);
  EXPECT_EQ(actual.standard_output.head, expected.standard_output.head);
  EXPECT_EQ(actual.standard_output.tail, expected.standard_output.tail);
  EXPECT_EQ(actual.standard_output.dropped, expected.standard_output.dropped);
  EXPECT_EQ(actual.standard_error.text(), expected.standard_error.text());
  EXPECT_EQ(actual.usage.user_time, expected.usage.user_time);
  EXPECT_EQ(actual.usage.system_time, expected.usage.system_time);
  EXPECT_EQ(actual.usage.max_rss, expected.usage.max_rss);
  EXPECT_EQ(actual.usage.memory_measure, expected.usage.memory_measure);
  EXPECT_EQ(actual.duration, expected.duration);
  EXPECT_EQ(actual.out_of_memory, expected.out_of_memory);
  EXPECT_EQ(actual.left_behind, expected.left_behind);
}

TEST_F(ActionResult, BytesAreThoseOfProtobuf) {
  EXPECT_EQ(hexadecimal(encode(passed(), run_at("run-1", nanoseconds(1'700'000'000'000'000'005)))),
            golden("passed.result"));
  EXPECT_EQ(hexadecimal(encode(killed(), run_at("run-2", nanoseconds(-1'000'000'001)))), golden("killed.result"));
  EXPECT_EQ(hexadecimal(encode({.termination = TimedOut{}}, run_at("run-3", nanoseconds(1'000'000'000)))),
            golden("timed_out.result"));
}

TEST_F(ActionResult, OutputsThatAreBlobsAreNamed) {
  EXPECT_EQ(output_blobs(encode(passed(), run_at("run", {})))->size(), 0U);
  const auto blobs = output_blobs(encode(killed(), run_at("run", {})));
  EXPECT_EQ(*blobs, std::vector<Digest>{digest_of(std::string(5000, 'y'))});
  EXPECT_FALSE(output_blobs("\x2a\x7f"));
}

TEST_F(ActionResult, IsReadBack) {
  for (const JobResult& result : {passed(), killed(), JobResult{.termination = TimedOut{}}}) {
    const EarlierRun run = run_at("run", nanoseconds(-5));
    const auto back = decode(encode(result, run));
    ASSERT_TRUE(back) << back.error().message();
    expect_same(*back, result);
    EXPECT_EQ(back->cached, run);
  }
}

TEST_F(ActionResult, ALargeOutputIsABlob) {
  const JobResult result{.termination = Exited{0}, .standard_error = {.head = std::string(kInlineOutput + 1, 'z')}};
  const std::string bytes = encode(result, run_at("run", {}));
  EXPECT_LT(bytes.size(), 300U);
  EXPECT_EQ(decode(bytes)->standard_error.head, result.standard_error.head);
  blobs_.clear();
  const auto back = decode(bytes);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code(), ErrorCode::kNotFound);
}

TEST_F(ActionResult, OfSomeoneElseHasNoFacts) {
  const auto back = decode("\x20\x03");  // exit_code: 3
  ASSERT_TRUE(back);
  EXPECT_EQ(back->termination, Termination(Exited{3}));
  EXPECT_EQ(back->not_run, "its worker did not run maelstrom-cell to its end; exit code 3");
}

std::string of_foreign_worker(const std::string& standard_error) {
  wire::Writer out;
  out.number(4, 139);
  out.text(7, standard_error);
  return out.take();
}

TEST_F(ActionResult, ACellTellsTheFactsBehindTheStandardError) {
  // signal: 11, duration_ns: 300, containment: FILES, why_no_more: "a b"
  const auto back = decode(of_foreign_worker("mine\n\nmaelstrom-cell: 080b70ac028001018a0103612062\n"));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->termination, Termination(Signaled{11, false}));
  EXPECT_EQ(back->standard_error.head, "mine\n");
  EXPECT_EQ(back->duration, nanoseconds(300));
  EXPECT_EQ(back->containment, Containment::kFiles);
  EXPECT_EQ(back->why_no_more, "a b");
  EXPECT_EQ(back->not_run, "");
}

TEST_F(ActionResult, OnlyTheLastReportCounts) {
  const auto back = decode(of_foreign_worker("\nmaelstrom-cell: 080b\n\nmaelstrom-cell: \n"));
  EXPECT_EQ(back->termination, Termination(Exited{139}));
  EXPECT_EQ(back->standard_error.head, "\nmaelstrom-cell: 080b\n");
}

TEST_F(ActionResult, WithoutAWholeReportItWasNotRun) {
  for (const char* text : {"sh: no such file\n", "\nmaelstrom-cell: 0", "\nmaelstrom-cell: 0\n",
                           "\nmaelstrom-cell: 0g\n", "\nmaelstrom-cell: \nmore\n"}) {
    const auto back = decode(of_foreign_worker(text));
    ASSERT_TRUE(back) << text;
    EXPECT_NE(back->not_run.find("exit code 139"), std::string::npos) << text;
    EXPECT_EQ(back->standard_error.head, text);
  }
  EXPECT_EQ(decode(of_foreign_worker("\nmaelstrom-cell: 92010178\n"))->not_run, "x");  // failure: "x"
  EXPECT_FALSE(decode(of_foreign_worker("\nmaelstrom-cell: 92010578\n"))) << "no message";
}

TEST_F(ActionResult, SaysHowLongACaseWaitedOnACluster) {
  const std::string there = encode_execution_times({.worker = "big3",
                                                    .queued = {100, 0},
                                                    .worker_start = {101, 500'000'000},
                                                    .fetch_start = {101, 600'000'000},
                                                    .fetch_completed = {102, 0}});
  const auto back = decode(encode(passed(), run_at("run", {})) + there);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->worker, "big3");
  EXPECT_EQ(back->cluster, (ClusterTimes{.queue = nanoseconds(1'500'000'000), .fetch = nanoseconds(400'000'000)}));
  const auto late = decode(encode_execution_times({.queued = {102, 0}, .worker_start = {101, 0}}));
  EXPECT_EQ(late->cluster, ClusterTimes{}) << "two clocks";
  EXPECT_FALSE(decode(encode(passed(), run_at("run", {})))->cluster);
}

TEST_F(ActionResult, MalformedBytesAreRefused) {
  const std::string bytes = encode(killed(), run_at("run", {}));
  EXPECT_FALSE(decode(std::string_view(bytes).substr(0, bytes.size() - 1)));
  EXPECT_FALSE(
      decode("\x32\x03"
             "abc"));  // stdout_digest is none
}

TEST_F(ActionResult, AResultWithoutItsOutputIsSmall) {
  JobResult result = passed();
  result.standard_output.head.clear();
  result.standard_error.head.clear();
  EXPECT_LE(encode(result, run_at("18baf3c5b3fd4b54-3f2a1", nanoseconds(1'700'000'000'000'000'005))).size(), 160U);
}

}  // namespace
}  // namespace maelstrom::reapi
