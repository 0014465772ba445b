// What earlier runs of a project's cases took and how they ended.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/test_case.h"

namespace maelstrom::store {

struct CaseHistory {
  std::array<std::chrono::nanoseconds, 3> durations{};  // the last ones, newest last
  std::size_t count = 0;                                // of those that are known
  Outcome last_outcome = Outcome::kPassed;

  std::chrono::nanoseconds expected() const;  // their mean; 0 if there are none
};

struct HistoryRecord {
  CaseId id;
  Outcome outcome = Outcome::kPassed;
  std::chrono::nanoseconds duration{0};
};

// One SQLite file for all projects; a project is named by its directory.
class History {
 public:
  // A file that is not readable as a history is moved aside (`path` + ".corrupt") and a new one
  // made; `moved_aside` then says so.
  static Result<std::unique_ptr<History>> open(const std::string& path);
  ~History();

  bool moved_aside() const;
  // Every case of the project, by CaseId::to_string().
  Result<std::unordered_map<std::string, CaseHistory>> load(const std::string& project) const;
  // All or nothing.
  Status record(const std::string& project, const std::vector<HistoryRecord>& records);

 private:
  struct State;
  explicit History(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::store
