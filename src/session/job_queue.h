// Jobs that wait for slots and locks, and which of them is the next.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "session/pending_job.h"

namespace maelstrom::session {

struct WaitingJob {
  std::uint64_t sequence = 0;
  MonotonicTime since;
  std::unique_ptr<PendingJob> job;  // a heap moves its elements often
};

// Whether jobs may come beside those that wait here, before another one has run.
enum class MoreWork : std::uint8_t { kNone, kIsPrepared };

class JobQueue {
 public:
  // Of those that declare their need of memory so many bytes run at once. At first: as many as want to.
  void limit_memory(std::uint64_t bytes) { memory_limit_ = bytes; }

  void push(WaitingJob job);

  // The first by priority of those whose locks are free; what it needs is taken. None if it has to wait for more of
  // the `slots` there are, or for memory (those that come after it wait too: else it might wait for ever), or if
  // nothing is there.
  std::optional<WaitingJob> take(std::size_t slots, MoreWork more);

  // While a job runs in each of the `slots`: the first by priority, if a slot and nothing else is what it has to wait
  // for, and no more than `most` were given than there are slots. It needs nothing before it begins.
  std::optional<WaitingJob> take_ahead(std::size_t slots, std::size_t most);

  // A job that was taken has ended.
  void give_back(const Needs& needs);

  // One that was taken ahead has the slot of a job that was given back, or has ended without one.
  void begin_ahead();
  void give_back_ahead() { --ahead_; }

  bool empty() const { return waiting_.empty() && alone_.empty() && locked_out_.empty(); }

 private:
  struct Entry {
    int rank;
    Band band;
    int magnitude;
    WaitingJob waiting;
    bool operator<(const Entry& other) const;  // as std::push_heap wants it: the last one runs first
    const Needs& needs() const { return waiting.job->needs; }
  };
  using Heap = std::vector<Entry>;

  static Entry entry(WaitingJob job);
  static void push(Heap& heap, Entry entry);
  static Entry pop(Heap& heap);
  bool is_free(const Lock& lock) const;
  void hold(const Lock& lock);
  void release(const Lock& lock);
  bool lock_out(Entry& entry);
  void offer(const std::string& lock);
  std::optional<WaitingJob> take_alone(MoreWork more);

  Heap waiting_;
  Heap alone_;
  struct Held {
    std::size_t count = 0;
    std::size_t at_most = 0;  // of those who hold it, the least
  };

  // By a lock that was not free. Whenever it is, one of them is in `waiting_` or its lock is taken again.
  std::map<std::string, Heap> locked_out_;
  std::map<std::string, Held> held_;
  std::size_t used_ = 0;   // slots
  std::size_t jobs_ = 0;   // that run in them
  std::size_t ahead_ = 0;  // jobs that wait for a slot outside
  std::uint64_t memory_limit_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t used_memory_ = 0;
  bool lonely_ = false;  // one that wants to be alone runs
};

}  // namespace maelstrom::session
