#include "base/chunk_ring.h"

#include <chrono>

namespace maelstrom {
namespace {

// A thread that sleeps is back after 30 to 100 us in a virtual machine, hardly less than a chunk takes to be
// hashed: slept over each chunk, two threads were no faster than one. So who waits looks for a while first.
// It does not yield, as std::atomic::wait() does: with other programs about, that gives its core away for milliseconds.
constexpr std::chrono::microseconds kLooks{200};
constexpr int kLooksPerClock = 64;  // some microseconds

// Tells the processor that this is a loop that waits.
void relax() {
#if __has_builtin(__builtin_ia32_pause)
  __builtin_ia32_pause();
#endif
}

// True once `counter` has another value than `seen`; false if that took too long.
bool saw_change(const std::atomic<std::uint64_t>& counter, std::uint64_t seen) {
  const auto until = std::chrono::steady_clock::now() + kLooks;
  do {
    for (int look = 0; look < kLooksPerClock; ++look) {
      if (counter.load(std::memory_order_acquire) != seen) return true;
      relax();
    }
  } while (std::chrono::steady_clock::now() < until);
  return false;
}

}  // namespace

// Returns when `counter` has another value than `seen`.
void ChunkRing::wait_for_change(const std::atomic<std::uint64_t>& counter, std::uint64_t seen) {
  if (counter.load(std::memory_order_acquire) != seen || saw_change(counter, seen)) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return counter.load(std::memory_order_acquire) != seen; });
}

void ChunkRing::step(std::atomic<std::uint64_t>& counter) {
  {
    const std::scoped_lock lock(mutex_);  // not between the other's last look and its sleep
    counter.fetch_add(1, std::memory_order_release);
  }
  changed_.notify_one();  // never do both wait
}

ChunkRing::ChunkRing(std::size_t slots)
    : bytes_(std::make_unique_for_overwrite<char[]>(slots * kSlotSize)), lengths_(slots) {}

std::span<char> ChunkRing::free_slot() {
  const std::uint64_t given = given_.load(std::memory_order_relaxed);
  if (given >= lengths_.size()) {
    const std::uint64_t full = given - lengths_.size();  // what was taken while all slots are in use
    wait_for_change(taken_, full);
  }
  return {bytes_.get() + given % lengths_.size() * kSlotSize, kSlotSize};
}

void ChunkRing::give(std::size_t length) {
  lengths_.at(given_.load(std::memory_order_relaxed) % lengths_.size()) = length;
  step(given_);
}

std::string_view ChunkRing::oldest() {
  const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
  wait_for_change(given_, taken);
  return {bytes_.get() + taken % lengths_.size() * kSlotSize, lengths_.at(taken % lengths_.size())};
}

void ChunkRing::done() { step(taken_); }

}  // namespace maelstrom
