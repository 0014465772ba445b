// Chunks of bytes that one thread hands to another, in order.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

namespace maelstrom {

// Its chunks fit the second-level cache, so that the other thread finds them there. Who has to wait looks for a while
// before it sleeps.
class ChunkRing {
 public:
  // No more than `slots` chunks are under way at once.
  explicit ChunkRing(std::size_t slots);

  // For the one thread that gives. Waits until a chunk may be filled.
  std::span<char> free_slot();
  // Hands over the first `length` bytes of free_slot(). 0 is the end.
  void give(std::size_t length);
  // For the one thread that takes. Waits for the oldest chunk that is not done(); empty at the end.
  std::string_view oldest();
  void done();

 private:
  static constexpr std::size_t kSlotSize = 256 << 10;

  void wait_for_change(const std::atomic<std::uint64_t>& counter, std::uint64_t seen);
  void step(std::atomic<std::uint64_t>& counter);

  const std::unique_ptr<char[]> bytes_;
  std::vector<std::size_t> lengths_;
  std::atomic<std::uint64_t> given_{0};
  std::atomic<std::uint64_t> taken_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace maelstrom
