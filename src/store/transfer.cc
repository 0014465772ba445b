#include "store/transfer.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "os/file.h"
#include "os/machine.h"

namespace maelstrom::store {
namespace {

constexpr std::size_t kSlots = 4;
constexpr std::size_t kSlotSize = 256 << 10;            // fits the second-level cache, so that it is hashed from there
constexpr std::uint64_t kWorthAThread = 8 * kSlotSize;  // hashing takes some fifty times what starting a thread does

// A thread that sleeps is back after 30 to 100 us in a virtual machine, hardly less than a chunk takes to be
// hashed: slept over each chunk, two threads were no faster than one. So who waits looks for a while first.
// It does not yield: with other programs about, that gives its core away for milliseconds.
constexpr std::chrono::microseconds kLooks{200};
constexpr int kLooksPerClock = 64;  // some microseconds

// Tells the processor that this is a loop that waits.
void relax() {
#if __has_builtin(__builtin_ia32_pause)
  __builtin_ia32_pause();
#endif
}

// Returns when `counter` has another value than `seen`.
void wait_for_change(const std::atomic<std::uint64_t>& counter, std::uint64_t seen) {
  const auto until = std::chrono::steady_clock::now() + kLooks;
  do {
    for (int look = 0; look < kLooksPerClock; ++look) {
      if (counter.load(std::memory_order_acquire) != seen) return;
      relax();
    }
  } while (std::chrono::steady_clock::now() < until);
  counter.wait(seen, std::memory_order_acquire);
}

// Chunks handed from one thread to another, in order; no more than kSlots at once.
class Ring {
 public:
  Ring() : bytes_(std::make_unique_for_overwrite<char[]>(kSlots * kSlotSize)) {}

  // For the one thread that gives. Waits until a chunk may be filled.
  std::span<char> free_slot() {
    const std::uint64_t given = given_.load(std::memory_order_relaxed);
    if (given >= kSlots) {
      const std::uint64_t full = given - kSlots;  // what was taken while all slots are in use
      if (taken_.load(std::memory_order_acquire) == full) wait_for_change(taken_, full);
    }
    return {bytes_.get() + given % kSlots * kSlotSize, kSlotSize};
  }
  // Hands over the first `length` bytes of free_slot(). 0 is the end.
  void give(std::size_t length) {
    lengths_.at(given_.load(std::memory_order_relaxed) % kSlots) = length;
    step(given_);
  }
  // For the one thread that takes. Waits for the oldest chunk that is not done(); empty at the end.
  std::string_view oldest() {
    const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
    if (given_.load(std::memory_order_acquire) == taken) wait_for_change(given_, taken);
    return {bytes_.get() + taken % kSlots * kSlotSize, lengths_.at(taken % kSlots)};
  }
  void done() { step(taken_); }

 private:
  static void step(std::atomic<std::uint64_t>& counter) {
    counter.fetch_add(1, std::memory_order_release);
    counter.notify_one();
  }

  const std::unique_ptr<char[]> bytes_;
  std::array<std::size_t, kSlots> lengths_{};
  std::atomic<std::uint64_t> given_{0};
  std::atomic<std::uint64_t> taken_{0};
};

// Reads and writes what follows; each chunk is in the ring until it is hashed as well.
Status copy_through(Ring& ring, const TransferSource& source, const TemporaryFile& target) {
  while (true) {
    const std::span<char> slot = ring.free_slot();
    TRY_ASSIGN(length, read_chunk(source, slot));
    if (length == 0) return {};
    ring.give(length);
    TRY(os::write_all(target.fd(), {slot.data(), length}, target.path()));
  }
}

void hash_all(Ring& ring, Sha256& hasher) {
  for (auto chunk = ring.oldest(); !chunk.empty(); chunk = ring.oldest()) {
    hasher.update(chunk);
    ring.done();
  }
}

// The rest of what `hasher` has begun. None, and nothing read, if no thread can be had.
Result<std::optional<Digest>> transfer_large(const TransferSource& source, const TemporaryFile& target,
                                             Sha256& hasher) {
  // Blocks that are allocated at once are written faster (ext4, Linux 6.18: 1.5 to 2 times). A hint:
  // write(2) tells whether there is space.
  ::fallocate(target.fd(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(source.likely_size));
  Ring ring;
  std::jthread hashing;
  try {
    hashing = std::jthread([&ring, &hasher] { hash_all(ring, hasher); });
  } catch (const std::system_error&) {  // no more threads for this user
    return std::nullopt;
  }
  const auto copied = copy_through(ring, source, target);
  static_cast<void>(ring.free_slot());
  ring.give(0);
  hashing.join();
  TRY(copied);
  return hasher.finish();
}

}  // namespace

Result<std::size_t> read_chunk(const TransferSource& source, std::span<char> buffer) {
  if (source.given_up != nullptr && *source.given_up) return fail(ErrorCode::kInterrupted, "interrupted");
  std::size_t used = 0;
  while (used < buffer.size()) {
    const ssize_t got = ::read(source.fd, buffer.data() + used, buffer.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error(errno, "read", source.name));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  return used;
}

Result<Digest> transfer(const TransferSource& source, const TemporaryFile& target, std::span<char> begun) {
  Sha256 hasher;
  const auto take = [&](std::string_view chunk) {
    hasher.update(chunk);
    return os::write_all(target.fd(), chunk, target.path());
  };
  TRY(take({begun.data(), begun.size()}));
  if (source.likely_size >= kWorthAThread && os::usable_cores() > 1) {
    TRY_ASSIGN(digest, transfer_large(source, target, hasher));
    if (digest) return *digest;
  }
  while (true) {
    TRY_ASSIGN(length, read_chunk(source, begun));
    if (length == 0) return hasher.finish();
    TRY(take({begun.data(), length}));
  }
}

}  // namespace maelstrom::store
