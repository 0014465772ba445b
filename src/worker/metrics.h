// How a worker is, for those who watch it.
#pragma once

#include <cstdint>
#include <string>

namespace maelstrom::worker {

struct Metrics {
  std::uint64_t slots = 0;
  std::uint64_t slots_busy = 0;
  bool engine_reached = false;
  bool draining = false;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t results_kept = 0;
  std::uint64_t fetched_bytes = 0;
  std::uint64_t run_nanoseconds = 0;
  std::uint64_t synchronizations = 0;
  std::uint64_t lost_connections = 0;
};

// Source: prometheus.io, "Exposition formats", text format 0.0.4.
std::string prometheus_text(const Metrics& metrics);

// Why the worker takes no actions, as a line; empty if it takes some.
std::string why_unhealthy(const Metrics& metrics);

}  // namespace maelstrom::worker
