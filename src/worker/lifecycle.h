// From a worker's start to its end, as its threads see it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"

namespace maelstrom::worker {

// Safe to use from several threads.
class Lifecycle {
 public:
  // Asks every id to finish what it runs, and to take nothing new.
  void drain();
  // The same, because nothing can be done; the first error stays.
  void drain_for(const Error& error);
  bool draining() const;
  std::optional<Error> error() const;
  // Called when it drains; at once if it does already.
  void when_draining(std::function<void()> hook);

  // Nothing runs any more.
  void end() { ended_ = true; }
  bool ended() const { return ended_; }

  // Lets the time pass, unless it is drained meanwhile or already: false then.
  bool pause(std::chrono::milliseconds time);

 private:
  void begin_to_drain(std::optional<Error> error);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool draining_ = false;
  std::atomic<bool> ended_ = false;
  std::optional<Error> error_;
  std::vector<std::function<void()>> hooks_;
};

}  // namespace maelstrom::worker
