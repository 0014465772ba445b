// Threads that do what they are given, at once or at a later time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace maelstrom::execute {

// Safe to use from several threads, those of the pool as well.
class TaskPool {
 public:
  using Task = std::function<void()>;

  explicit TaskPool(std::size_t threads) : most_(threads) {}
  ~TaskPool() { stop(); }
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  void add(Task task) { add_in(std::chrono::milliseconds(0), std::move(task)); }
  void add_in(std::chrono::milliseconds delay, Task task);

  // Forgets what has not begun, and all that comes later; waits for what has. From no thread of the pool.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;

  void work();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Time, Task> tasks_;  // those of one time in the order in which they came
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopped_ = false;
};

}  // namespace maelstrom::execute
