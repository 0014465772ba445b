// Threads that do a run's slow preparations (hashing files, reading ELF) beside its loop.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/wake.h"

namespace maelstrom::session {

// Work runs on one of the threads; what it returns runs on the loop's thread, in run_finished().
class Preparer {
 public:
  using Continuation = std::function<void()>;
  using Work = std::function<Continuation()>;

  // `wake` is notified whenever a continuation is ready. There are up to `threads` threads, as many as have had work at
  // once: a run of one job need not wait for those that it does not use. Without any, submit() does the work itself.
  Preparer(Wake& wake, std::size_t threads) : wake_(wake), most_(threads) {}
  // Drops what has not begun and waits for what has.
  ~Preparer();
  Preparer(const Preparer&) = delete;
  Preparer& operator=(const Preparer&) = delete;

  void submit(Work work);
  void run_finished();
  bool idle() const { return outstanding_ == 0; }

 private:
  void serve();

  Wake& wake_;
  std::size_t most_;
  std::size_t outstanding_ = 0;  // submitted, continuation not yet run; the loop's thread only
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  std::size_t idle_threads_ = 0;
  std::vector<Continuation> finished_;
  bool closing_ = false;
  std::vector<std::thread> threads_;  // the loop's thread only
};

}  // namespace maelstrom::session
