#include "session/job_queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "session/execution_priority.h"

namespace maelstrom::session {

bool JobQueue::Entry::operator<(const Entry& other) const {
  return std::tuple(-rank, band, -magnitude, waiting.sequence) >
         std::tuple(-other.rank, other.band, -other.magnitude, other.waiting.sequence);
}

JobQueue::Entry JobQueue::entry(WaitingJob job) {
  const Priority& priority = job.job->priority;
  return {priority.rank, priority.band, magnitude(priority.expected), std::move(job)};
}

void JobQueue::push(Heap& heap, Entry entry) {
  heap.push_back(std::move(entry));
  std::push_heap(heap.begin(), heap.end());
}

JobQueue::Entry JobQueue::pop(Heap& heap) {
  std::pop_heap(heap.begin(), heap.end());
  Entry entry = std::move(heap.back());
  heap.pop_back();
  return entry;
}

void JobQueue::push(WaitingJob job) {
  Heap& heap = job.job->needs.alone ? alone_ : waiting_;
  push(heap, entry(std::move(job)));
}

std::optional<WaitingJob> JobQueue::take(std::size_t slots, MoreWork more) {
  if (lonely_) return std::nullopt;
  while (!waiting_.empty()) {
    const std::size_t wanted = std::min(waiting_.front().needs().slots, slots);
    const std::uint64_t memory = std::min(waiting_.front().needs().memory, memory_limit_);
    // One given ahead may begin at any time.
    if (used_ + (wanted > 1 ? ahead_ : 0) + wanted > slots) return std::nullopt;
    if (memory > memory_limit_ - used_memory_) return std::nullopt;
    Entry next = pop(waiting_);
    if (lock_out(next)) continue;
    Needs& needs = next.waiting.job->needs;
    needs.slots = wanted;
    needs.memory = memory;
    used_ += wanted;
    ++jobs_;
    used_memory_ += memory;
    for (const Lock& lock : needs.locks) hold(lock);
    return std::move(next.waiting);
  }
  return take_alone(more);
}

std::optional<WaitingJob> JobQueue::take_ahead(std::size_t slots, std::size_t most) {
  // More may pass for begun than there are slots: where one is answered at once, one given ahead has its slot already.
  if (lonely_ || jobs_ < slots || jobs_ + ahead_ >= slots + most || waiting_.empty()) return std::nullopt;
  const Needs& needs = waiting_.front().needs();
  if (needs.slots != 1 || needs.memory > 0 || !needs.locks.empty()) return std::nullopt;
  ++ahead_;
  return pop(waiting_).waiting;
}

void JobQueue::begin_ahead() {
  --ahead_;
  ++used_;
  ++jobs_;
}

std::optional<WaitingJob> JobQueue::take_alone(MoreWork more) {
  if (alone_.empty() || used_ > 0 || ahead_ > 0 || more != MoreWork::kNone) return std::nullopt;
  Entry next = pop(alone_);
  next.waiting.job->needs.slots = 0;
  next.waiting.job->needs.memory = 0;
  lonely_ = true;
  ++jobs_;
  return std::move(next.waiting);
}

bool JobQueue::is_free(const Lock& lock) const {
  const auto found = held_.find(lock.name);
  return found == held_.end() || found->second.count < std::min(found->second.at_most, lock.at_most);
}

void JobQueue::hold(const Lock& lock) {
  Held& held = held_[lock.name];
  held.at_most = held.count == 0 ? lock.at_most : std::min(held.at_most, lock.at_most);
  ++held.count;
}

void JobQueue::release(const Lock& lock) {
  const auto found = held_.find(lock.name);
  if (found != held_.end() && --found->second.count == 0) held_.erase(found);
}

// Puts it aside if one of its locks is not free. Those of its other locks that are free are for others then.
bool JobQueue::lock_out(Entry& entry) {
  const std::vector<Lock> locks = entry.needs().locks;
  const auto taken = std::ranges::find_if(locks, [this](const Lock& lock) { return !is_free(lock); });
  if (taken == locks.end()) return false;
  push(locked_out_[taken->name], std::move(entry));
  for (const Lock& lock : locks) {
    if (is_free(lock)) offer(lock.name);
  }
  return true;
}

void JobQueue::offer(const std::string& lock) {
  const auto found = locked_out_.find(lock);
  if (found == locked_out_.end()) return;
  push(waiting_, pop(found->second));
  if (found->second.empty()) locked_out_.erase(found);
}

void JobQueue::give_back(const Needs& needs) {
  if (needs.alone) lonely_ = false;
  used_ -= needs.slots;
  --jobs_;
  used_memory_ -= needs.memory;
  for (const Lock& lock : needs.locks) release(lock);
  for (const Lock& lock : needs.locks) offer(lock.name);
}

}  // namespace maelstrom::session
