#include "session/preparer.h"

#include <utility>

namespace maelstrom::session {

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
  if (most_ == 0) {
    finished_.push_back(work());
    wake_.notify();
    return;
  }
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    more = waiting_.size() > idle_threads_ && threads_.size() < most_;
  }
  if (more) threads_.emplace_back([this] { serve(); });
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
    ++idle_threads_;
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    --idle_threads_;
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
