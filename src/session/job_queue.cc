#include "session/job_queue.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <tuple>
#include <utility>

namespace maelstrom::session {

bool JobQueue::Entry::operator<(const Entry& other) const {
  return std::tuple(-rank, band, -magnitude, waiting.sequence) >
         std::tuple(-other.rank, other.band, -other.magnitude, other.waiting.sequence);
}

JobQueue::Entry JobQueue::entry(WaitingJob job) {
  const Priority& priority = job.job->priority;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(priority.expected).count();
  const auto magnitude =
      static_cast<int>(std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0))));
  return {priority.rank, priority.band, magnitude, std::move(job)};
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
    if (used_ + wanted > slots) return std::nullopt;
    Entry next = pop(waiting_);
    if (lock_out(next)) continue;
    Needs& needs = next.waiting.job->needs;
    needs.slots = wanted;
    used_ += wanted;
    locked_.insert(needs.locks.begin(), needs.locks.end());
    return std::move(next.waiting);
  }
  return take_alone(more);
}

std::optional<WaitingJob> JobQueue::take_alone(MoreWork more) {
  if (alone_.empty() || used_ > 0 || more != MoreWork::kNone) return std::nullopt;
  Entry next = pop(alone_);
  next.waiting.job->needs.slots = 0;
  lonely_ = true;
  return std::move(next.waiting);
}

// Puts it aside if one of its locks is not free. Those of its other locks that are free are for others then.
bool JobQueue::lock_out(Entry& entry) {
  const std::vector<std::string> locks = entry.needs().locks;
  const auto taken = std::ranges::find_if(locks, [&](const std::string& lock) { return locked_.contains(lock); });
  if (taken == locks.end()) return false;
  push(locked_out_[*taken], std::move(entry));
  for (const std::string& lock : locks) {
    if (!locked_.contains(lock)) offer(lock);
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
  for (const std::string& lock : needs.locks) locked_.erase(lock);
  for (const std::string& lock : needs.locks) offer(lock);
}

}  // namespace maelstrom::session
