// The right to run an action, of which there are as many as slots; there are more ids than that.
//
// An id that has a turn may wait for work: whatever it is given runs at once. One without may only claim the next turn,
// while all others' actions run and are short: it takes what waits in the engine's queue, where nobody else could run
// it either, and has its inputs fetched meanwhile. So no action waits here for long while another machine could run it.
// One that has an action all the same takes the turn of an id that waits, which has it back afterwards.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/clock.h"

namespace maelstrom::worker {

// Safe to use from several threads.
class Turns {
 public:
  // Nobody waits for work before each of the `ids` has been heard: an action that one of them had before a restart
  // comes first.
  Turns(std::size_t count, std::size_t ids, const Clock& clock) : clock_(clock), free_(count), unheard_(ids) {}

 private:
  friend class Turn;
  bool has_spare() const { return unheard_ == 0 && free_ > claims_; }
  std::size_t most_claims() const;
  void note_start(MonotonicTime now) { latest_start_ = now; }
  void end_waiting();
  void end_run(std::chrono::nanoseconds ran);

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t free_;
  std::size_t unheard_;
  std::size_t waiting_ = 0;  // for work, with a turn
  std::size_t lent_ = 0;     // turns of others that wait for work: actions run with them
  // Of the turns that ran, the mean of the latest; none before the first.
  std::optional<std::chrono::nanoseconds> usual_;
  MonotonicTime latest_start_;
  std::size_t claims_ = 0;  // to the turns that are given back next
};

// What one id has of them. Used by its thread.
class Turn {
 public:
  explicit Turn(Turns& turns) : turns_(turns) {}
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  // The engine has answered this id.
  void note_heard();
  bool is_heard() const { return heard_; }

  // A turn to wait for work with. False: none is free.
  bool wait_for_work();
  // A claim to the next turn. False where not all turns run (some id waits for work already, or could), and where it
  // may be long until one is given back.
  bool claim();
  // There is an action to run: if nothing else, a claim, however long it takes.
  void reserve();
  // Waits for a turn to run an action with, before those that have no action: of one that waits for work if need be.
  bool run(std::chrono::milliseconds patience);
  // Gives back whatever it has.
  void give();

  // Waits until there may be a turn to wait for work with, or the time is over.
  void glance(std::chrono::milliseconds patience);

 private:
  enum class Has : std::uint8_t { kNothing, kWaits, kClaim, kRuns };

  void begin();  // to run

  Turns& turns_;
  MonotonicTime begun_;
  Has has_ = Has::kNothing;
  bool heard_ = false;
};

}  // namespace maelstrom::worker
