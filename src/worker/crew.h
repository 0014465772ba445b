// Threads that do many small things at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace maelstrom::worker {

// Safe to use from several threads.
class Crew {
 public:
  using Task = std::function<void()>;

  explicit Crew(std::size_t threads);
  ~Crew();  // after every run() has returned
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Returns when all of `tasks` are done. A task gives its work to no crew.
  void run(std::vector<Task> tasks);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace maelstrom::worker
