#include "worker/lifecycle.h"

#include <utility>

namespace maelstrom::worker {

void Lifecycle::drain() { begin_to_drain(std::nullopt); }

void Lifecycle::drain_for(const Error& error) { begin_to_drain(error); }

void Lifecycle::begin_to_drain(std::optional<Error> error) {
  std::vector<std::function<void()>> hooks;
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    draining_ = true;
    hooks.swap(hooks_);
  }
  changed_.notify_all();
  for (const auto& hook : hooks) hook();
}

bool Lifecycle::draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

std::optional<Error> Lifecycle::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Lifecycle::when_draining(std::function<void()> hook) {
  {
    const std::lock_guard lock(mutex_);
    if (!draining_) {
      hooks_.push_back(std::move(hook));
      return;
    }
  }
  hook();
}

bool Lifecycle::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return draining_; });
}

}  // namespace maelstrom::worker
