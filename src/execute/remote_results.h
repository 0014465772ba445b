// The results of a server, asked for and given on threads of their own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "core/executor.h"
#include "core/job.h"
#include "reapi/remote_cache.h"

namespace maelstrom::execute {

struct RemoteResultsRules {
  std::string run;           // the id of this run, kept with each result
  std::size_t threads = 16;  // as many calls are under way at once
  bool upload = true;
};

class RemoteResults {
 public:
  // Makes the client when it is first needed, on one of the threads; what takes long stands in nobody's way there.
  using Connect = std::function<Result<std::unique_ptr<reapi::RemoteCache>>()>;
  struct Answer {
    JobId id = 0;
    // None: the server has no result, or not all of it. Errors: of reaching the server.
    Result<std::optional<JobResult>> result;
  };

  // `answered` is called from the threads, when take() has something new.
  RemoteResults(Connect connect, const Clock& clock, RemoteResultsRules rules, std::function<void()> answered);
  // Ends what is under way.
  ~RemoteResults();
  RemoteResults(const RemoteResults&) = delete;
  RemoteResults& operator=(const RemoteResults&) = delete;

  void ask(JobId id, const Digest& action);
  std::vector<Answer> take();

  // Sends the result, after what is asked for. An error is no matter: it is only not kept.
  void give(const Digest& action, JobResult result);
  // Waits until all that was given is sent, `most` at the longest. Gives how much was not.
  std::size_t finish(std::chrono::milliseconds most);

  // Forgets what is to be done, and ends what is under way; later calls do nothing.
  void cancel();

 private:
  using Task = std::function<void()>;

  void add(std::deque<Task>& tasks, Task task);
  void work();
  Result<reapi::RemoteCache*> cache();
  Result<std::optional<JobResult>> look_up(const Digest& action);
  Status send(const Digest& action, const JobResult& result);

  Connect connect_;
  const Clock& clock_;
  RemoteResultsRules rules_;
  std::function<void()> answered_;

  std::mutex connecting_;  // held while the client is made
  std::optional<Result<std::unique_ptr<reapi::RemoteCache>>> cache_;

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::deque<Task> asked_;
  std::deque<Task> given_;
  std::size_t sending_ = 0;
  std::vector<Answer> answers_;
  reapi::RemoteCache* client_ = nullptr;  // to be cancelled
  bool cancelled_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace maelstrom::execute
