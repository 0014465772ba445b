// What a worker has done, counted.
#pragma once

#include <atomic>
#include <cstdint>

namespace maelstrom::worker {

struct Tally {
  std::atomic<std::uint64_t> passed{0};        // actions that ended with exit code 0
  std::atomic<std::uint64_t> failed{0};        // with another one, by a signal, or by their timeout
  std::atomic<std::uint64_t> refused{0};       // that were no jobs, or could not be run
  std::atomic<std::uint64_t> cancelled{0};     // that were not wanted any more
  std::atomic<std::uint64_t> results_kept{0};  // in the server's action cache
  std::atomic<std::uint64_t> run_nanoseconds{0};
  std::atomic<std::uint64_t> synchronizations{0};
  std::atomic<std::uint64_t> lost_connections{0};
};

}  // namespace maelstrom::worker
