#include "session/preparer.h"

#include <utility>

namespace maelstrom::session {

Preparer::Preparer(Wake& wake, std::size_t threads) : wake_(wake) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

Preparer::~Preparer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Preparer::submit(Work work) {
  ++outstanding_;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void Preparer::run_finished() {
  std::vector<Continuation> finished;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (const Continuation& continuation : finished) {
    --outstanding_;
    continuation();
  }
}

void Preparer::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (closing_) return;
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    Continuation continuation = work();
    lock.lock();
    finished_.push_back(std::move(continuation));
    wake_.notify();
  }
}

}  // namespace maelstrom::session
