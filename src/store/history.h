// What earlier runs of a project's cases took and how they ended.
#pragma once

#include <algorithm>
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

// The last few of what came one after the other, the newest last.
template <typename T, std::size_t Most>
class Latest {
 public:
  using value_type = T;
  using const_iterator = const T*;

  void add(T one) {
    if (count_ == Most) {
      std::shift_left(kept_.begin(), kept_.end(), 1);
      --count_;
    }
    kept_[count_++] = one;
  }
  const T* begin() const { return kept_.data(); }
  const T* end() const { return kept_.data() + count_; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const T& back() const { return kept_[count_ - 1]; }

 private:
  std::array<T, Most> kept_{};
  std::size_t count_ = 0;
};

struct CaseHistory {
  Latest<std::chrono::nanoseconds, 3> durations;
  Latest<Outcome, 16> outcomes;  // at least one

  std::chrono::nanoseconds expected() const;  // the mean of the durations; 0 if there are none
  bool has_failed() const;                    // the last time; what was flaky did, too
  bool is_steady() const;                     // it passed, or failed, every time, and was never flaky
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
