#include "execute/task_pool.h"

#include <utility>

namespace maelstrom::execute {

void TaskPool::add_in(std::chrono::milliseconds delay, Task task) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  tasks_.emplace(std::chrono::steady_clock::now() + delay, std::move(task));
  if (idle_ < tasks_.size() && threads_.size() < most_) threads_.emplace_back([this] { work(); });
  changed_.notify_one();
}

void TaskPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    while (!stopped_ && (tasks_.empty() || tasks_.begin()->first > std::chrono::steady_clock::now())) {
      if (tasks_.empty()) {
        changed_.wait(lock);
      } else {
        const Time next = tasks_.begin()->first;  // the wait must not look at what another thread takes away
        changed_.wait_until(lock, next);
      }
    }
    --idle_;
    if (stopped_) return;
    const Task task = std::move(tasks_.extract(tasks_.begin()).mapped());
    lock.unlock();
    task();
    lock.lock();
  }
}

void TaskPool::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    tasks_.clear();
    threads = std::exchange(threads_, {});
    changed_.notify_all();
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace maelstrom::execute
