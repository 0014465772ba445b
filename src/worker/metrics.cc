#include "worker/metrics.h"

#include <fmt/format.h>

#include <string_view>

namespace maelstrom::worker {
namespace {

class Text {
 public:
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    head(name, help, "gauge");
    text_ += fmt::format("maelstrom_worker_{} {}\n", name, value);
  }
  void counter(std::string_view name, std::string_view help, double value) {
    head(name, help, "counter");
    text_ += fmt::format("maelstrom_worker_{} {}\n", name, value);
  }
  void actions(const Metrics& metrics) {
    head("actions_total", "Actions that have come to an end, by how.", "counter");
    const std::pair<std::string_view, std::uint64_t> kOutcomes[] = {{"passed", metrics.passed},
                                                                    {"failed", metrics.failed},
                                                                    {"refused", metrics.refused},
                                                                    {"cancelled", metrics.cancelled}};
    for (const auto& [outcome, count] : kOutcomes) {
      text_ += fmt::format("maelstrom_worker_actions_total{{outcome=\"{}\"}} {}\n", outcome, count);
    }
  }
  std::string take() { return std::move(text_); }

 private:
  void head(std::string_view name, std::string_view help, std::string_view type) {
    text_ += fmt::format("# HELP maelstrom_worker_{0} {1}\n# TYPE maelstrom_worker_{0} {2}\n", name, help, type);
  }
  std::string text_;
};

constexpr double kNanoseconds = 1e9;

}  // namespace

std::string prometheus_text(const Metrics& metrics) {
  Text text;
  text.gauge("slots", "Actions that can run at once.", metrics.slots);
  text.gauge("slots_busy", "Slots in which an action runs.", metrics.slots_busy);
  text.gauge("engine_reached", "1 if the engine answered the last call.", metrics.engine_reached ? 1 : 0);
  text.gauge("draining", "1 if it takes no new actions and ends soon.", metrics.draining ? 1 : 0);
  text.actions(metrics);
  text.counter("run_seconds_total", "Time in which the programs of actions ran.",
               static_cast<double>(metrics.run_nanoseconds) / kNanoseconds);
  text.counter("fetched_bytes_total", "Inputs that came from the storage.", static_cast<double>(metrics.fetched_bytes));
  text.counter("results_kept_total", "Results that were given to the action cache.",
               static_cast<double>(metrics.results_kept));
  text.counter("synchronizations_total", "Calls to the engine.", static_cast<double>(metrics.synchronizations));
  text.counter("lost_connections_total", "Calls to the engine that failed.",
               static_cast<double>(metrics.lost_connections));
  return text.take();
}

std::string why_unhealthy(const Metrics& metrics) {
  if (metrics.draining) return "it is draining\n";
  if (!metrics.engine_reached) return "the engine is not reached\n";
  return {};
}

}  // namespace maelstrom::worker
