// How far results of earlier runs served the last ones: the table `runs` beside the results.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace maelstrom::store {

// How far the results served one run.
struct ServedRun {
  std::string id;
  std::string project;  // its directory
  std::chrono::system_clock::time_point time;
  std::uint64_t cases = 0;     // that had a job
  std::uint64_t answered = 0;  // of them, those that did not run
  bool operator==(const ServedRun&) const = default;
};

// So many runs are remembered.
inline constexpr std::size_t kServedRuns = 100;

// Adds one, and drops the oldest beyond kServedRuns.
Status note(Database& database, const ServedRun& run);

// The newest first.
Result<std::vector<ServedRun>> served_runs(Database& database);

}  // namespace maelstrom::store
