// The slots of this machine: each an executor of one job at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "execute/local_executor.h"
#include "store/store.h"

namespace maelstrom::worker {

// Safe to use from several threads. A thread that has used a slot lives as long as the slots do: cells that it started
// end with it.
class Slots {
 public:
  struct Options {
    std::size_t count = 1;
    std::string cell_program;
    std::uint64_t output_limit = UINT64_C(1) << 20;  // bytes kept of each stream of a job
    std::function<void()> no_containers;             // called before create() says that this machine makes none
  };
  // `store` outlives the slots. Errors: of the cell's program; Unavailable where the machine makes no containers.
  static Result<std::unique_ptr<Slots>> create(store::Store& store, const Options& options);

  class Lease;
  // A free slot, if there is one within `patience`: one that has lately run a job with the input root `root`, if one is
  // free, because it has its container still.
  std::optional<Lease> acquire(const Digest& root, std::chrono::milliseconds patience);

  std::size_t count() const { return all_.size(); }
  std::size_t busy() const;

 private:
  struct Slot {
    std::unique_ptr<execute::LocalExecutor> executor;
    std::list<Digest> roots;  // that it has run, the latest first
    std::size_t jobs = 0;
    bool busy = false;
  };

  Slots() = default;
  Slot* choose(const Digest& root);
  void release(Slot& slot);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Slot>> all_;
};

// Gives the slot back when it ends; nothing runs in it then.
class Slots::Lease {
 public:
  Lease(Lease&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)), slot_(other.slot_) {}
  Lease& operator=(Lease&&) = delete;
  ~Lease();
  Executor& executor() const { return *slot_->executor; }

 private:
  friend class Slots;
  Lease(Slots& slots, Slot& slot) : slots_(&slots), slot_(&slot) {}
  Slots* slots_;
  Slot* slot_;
};

}  // namespace maelstrom::worker
