#include "worker/crew.h"

#include <latch>
#include <utility>

namespace maelstrom::worker {

Crew::Crew(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::run(std::vector<Task> tasks) {
  if (tasks.size() == 1) return tasks.front()();
  std::latch done(static_cast<std::ptrdiff_t>(tasks.size()));
  {
    const std::lock_guard lock(mutex_);
    for (Task& task : tasks) {
      tasks_.emplace_back([&done, task = std::move(task)] {
        task();
        done.count_down();
      });
    }
  }
  changed_.notify_all();
  done.wait();
}

void Crew::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace maelstrom::worker
