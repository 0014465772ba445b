#include "execute/remote_results.h"

#include <utility>

#include "reapi/action_result.h"

namespace maelstrom::execute {

RemoteResults::RemoteResults(Connect connect, const Clock& clock, RemoteResultsRules rules,
                             std::function<void()> answered)
    : connect_(std::move(connect)), clock_(clock), rules_(std::move(rules)), answered_(std::move(answered)) {}

RemoteResults::~RemoteResults() {
  cancel();
  for (std::thread& thread : threads_) thread.join();
}

void RemoteResults::ask(JobId id, const Digest& action) {
  add(asked_, [this, id, action] {
    auto result = look_up(action);
    {
      const std::lock_guard lock(mutex_);
      if (cancelled_) return;
      answers_.push_back({id, std::move(result)});
    }
    answered_();
  });
}

std::vector<RemoteResults::Answer> RemoteResults::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void RemoteResults::give(const Digest& action, JobResult result) {
  if (!rules_.upload) return;
  add(given_, [this, action, result = std::move(result)] { static_cast<void>(send(action, result)); });
}

std::size_t RemoteResults::finish(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return cancelled_ || (given_.empty() && sending_ == 0); });
  return given_.size() + sending_;
}

void RemoteResults::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  asked_.clear();
  given_.clear();
  answers_.clear();
  if (client_ != nullptr) client_->cancel();
  changed_.notify_all();
}

void RemoteResults::add(std::deque<Task>& tasks, Task task) {
  const std::lock_guard lock(mutex_);
  if (cancelled_) return;
  tasks.push_back(std::move(task));
  if (threads_.size() < rules_.threads) threads_.emplace_back([this] { work(); });
  changed_.notify_all();
}

// A job may wait for what is asked; nobody waits for what is given.
void RemoteResults::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return cancelled_ || !asked_.empty() || !given_.empty(); });
    if (cancelled_) return;
    const bool gives = asked_.empty();
    std::deque<Task>& tasks = gives ? given_ : asked_;
    const Task task = std::move(tasks.front());
    tasks.pop_front();
    sending_ += gives ? 1 : 0;
    lock.unlock();
    task();
    lock.lock();
    sending_ -= gives ? 1 : 0;
    if (gives) changed_.notify_all();
  }
}

Result<reapi::RemoteCache*> RemoteResults::cache() {
  const std::lock_guard connecting(connecting_);
  if (!cache_) {
    cache_ = connect_();
    if (*cache_) {
      {
        const std::lock_guard lock(mutex_);
        client_ = cache_->value().get();
        if (cancelled_) client_->cancel();
      }
      if (Status greeted = cache_->value()->greet(); !greeted) {
        const std::lock_guard lock(mutex_);
        client_ = nullptr;
        cache_ = fail(greeted.error());
      }
    }
  }
  if (!*cache_) return fail(cache_->error());
  return cache_->value().get();
}

Result<std::optional<JobResult>> RemoteResults::look_up(const Digest& action) {
  TRY_ASSIGN(cache, this->cache());
  TRY_ASSIGN(record, cache->find(action));
  if (!record) return std::nullopt;
  auto result = reapi::decode_result(*record, [cache](const Digest& blob) { return cache->get(blob); });
  const bool sound = result && result->not_run.empty() && result->containment == Containment::kContainer;
  if (sound) return std::move(*result);
  if (result) return std::nullopt;
  // Not all of it is there, or it is none of ours: as if it were not there. The server is fine.
  const ErrorCode code = result.error().code();
  if (code == ErrorCode::kNotFound || code == ErrorCode::kInvalid) return std::nullopt;
  return fail(result.error());
}

Status RemoteResults::send(const Digest& action, const JobResult& result) {
  TRY_ASSIGN(cache, this->cache());
  if (!cache->results_may_be_written()) return {};
  std::vector<reapi::BlobBytes> blobs;
  TRY_ASSIGN(record, reapi::encode_result(result, {.id = rules_.run, .time = clock_.wall()},
                                          [&blobs](std::string_view output) -> Result<Digest> {
                                            blobs.push_back({digest_of(output), std::string(output)});
                                            return blobs.back().digest;
                                          }));
  TRY(cache->put(std::move(blobs)));
  return cache->put_result(action, record);
}

}  // namespace maelstrom::execute
