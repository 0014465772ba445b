// What is to happen at a later time of a loop.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace maelstrom::session {

// Few at a time: those that nobody waits for are dropped.
class Timers {
 public:
  using Key = std::pair<MonotonicTime, std::uint64_t>;

  // Calls `what` in the first run_due() at or after `when`.
  Key at(MonotonicTime when, std::function<void()> what) {
    const Key key{when, sequence_++};
    waiting_.emplace(key, std::move(what));
    return key;
  }
  // Of one that has run already: nothing happens.
  void drop(const Key& key) { waiting_.erase(key); }

  // In their order; each may set others.
  void run_due(MonotonicTime now) {
    while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
      auto due = waiting_.extract(waiting_.begin());
      due.mapped()();
    }
  }

  // None if none waits.
  std::optional<MonotonicTime> next() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first.first);
  }
  bool empty() const { return waiting_.empty(); }

 private:
  std::map<Key, std::function<void()>> waiting_;
  std::uint64_t sequence_ = 0;
};

}  // namespace maelstrom::session
