// The block at the bottom of a terminal that tells what a run does: INTERFACE §7.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "core/run_observer.h"
#include "tui/colours.h"
#include "tui/running_line.h"

namespace maelstrom::tui {

// Redrawn in place; everything permanent goes through print() and scrolls away above it.
//
// Events only change what the next frame shows; tick() and print() draw. Nobody else may write to
// the terminal while the block stands. It is gone after RunFinished, and with the object.
class LiveBlock final : public RunObserver {
 public:
  // `write` gets a whole frame at a time: ECMA-48 and DEC private modes 7 and 25, each of which a
  // frame leaves as a terminal has it at first. `columns` gives the present width of the window.
  // `was_stopped`, if given, tells whether the program has been stopped since it was asked last: a shell has written to
  // the terminal then, and the block begins anew below.
  LiveBlock(const Clock& clock, std::function<void(std::string_view)> write, std::function<int()> columns,
            Colours colours, std::function<bool()> was_stopped = {});
  ~LiveBlock() override;
  LiveBlock(const LiveBlock&) = delete;
  LiveBlock& operator=(const LiveBlock&) = delete;

  using RunObserver::on;
  void on(const CaseStarted& event) override;
  void on(const CaseResult& event) override;
  void on(const RunFinished& event) override;
  void on(const Notice& event) override;  // progress, shown while no case runs, and how things stand
  void on_total(std::size_t cases) override { run_.total = cases; }

  // Draws what has changed, at most 20 times a second however often it is called.
  void tick();

  // Puts whole lines above the block, in one write. The last newline may be missing.
  void print(std::string_view text);

 private:
  struct Running {
    CaseId id;
    std::string shown;
    MonotonicTime since;
  };
  struct Run {
    std::vector<Running> running;  // the longest first
    std::string activity;
    std::string standing;
    std::size_t total = 0;
    std::size_t done = 0;
    std::size_t cached = 0;    // of those done
    std::size_t executed = 0;  // of those done
    std::size_t failed = 0;
    std::size_t errors = 0;
    std::optional<MonotonicTime> begin;  // of the first case
  };

  std::vector<std::string> lines(MonotonicTime now) const;
  std::vector<RunningCase> running_at(MonotonicTime now) const;
  std::optional<std::chrono::seconds> left_at(MonotonicTime now) const;
  void draw(std::string_view text, std::vector<std::string> lines);
  void clear();

  const Clock& clock_;
  std::function<void(std::string_view)> write_;
  std::function<int()> columns_;
  std::function<bool()> was_stopped_;
  Colours colours_;
  Run run_;
  std::vector<std::string> shown_;  // what stands on the terminal
  std::int64_t last_frame_ = 0;     // its number since the clock's beginning
};

}  // namespace maelstrom::tui
