#include "worker/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/metrics_server.h"

namespace maelstrom::worker {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Metrics, AreAsPrometheusReadsThem) {
  const std::string text = prometheus_text({.slots = 4,
                                            .slots_busy = 2,
                                            .engine_reached = true,
                                            .passed = 7,
                                            .cancelled = 1,
                                            .run_nanoseconds = 2'500'000'000});
  EXPECT_THAT(text, StartsWith("# HELP maelstrom_worker_slots Actions that can run at once.\n"
                               "# TYPE maelstrom_worker_slots gauge\n"
                               "maelstrom_worker_slots 4\n"));
  EXPECT_THAT(text, HasSubstr("\nmaelstrom_worker_slots_busy 2\n"));
  EXPECT_THAT(text, HasSubstr("\nmaelstrom_worker_engine_reached 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE maelstrom_worker_actions_total counter\n"
                              "maelstrom_worker_actions_total{outcome=\"passed\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("\nmaelstrom_worker_actions_total{outcome=\"cancelled\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nmaelstrom_worker_run_seconds_total 2.5\n"));
}

TEST(Metrics, AWorkerIsHealthyAsLongAsItTakesActions) {
  EXPECT_EQ(why_unhealthy({.engine_reached = true}), "");
  EXPECT_EQ(why_unhealthy({.engine_reached = false}), "the engine is not reached\n");
  EXPECT_EQ(why_unhealthy({.engine_reached = true, .draining = true}), "it is draining\n");
}

TEST(Metrics, AreServedByHttp) {
  const Metrics healthy{.engine_reached = true};
  EXPECT_THAT(http_answer("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", healthy), HasSubstr("maelstrom_worker_slots 0"));
  const std::string answer = http_answer("GET /healthz?verbose HTTP/1.1\r\n\r\n", healthy);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, EndsWith("Content-Length: 3\r\nConnection: close\r\n\r\nok\n"));
  EXPECT_THAT(http_answer("GET /healthz HTTP/1.0\r\n\r\n", {}), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(http_answer("GET /metricsx HTTP/1.0\r\n\r\n", healthy), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(http_answer("POST /metrics HTTP/1.0\r\n\r\n", healthy), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(http_answer("", healthy), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(http_answer("GET ", healthy), StartsWith("HTTP/1.1 404 "));
}

}  // namespace
}  // namespace maelstrom::worker
