#include "base/chunk_ring.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <thread>

namespace maelstrom {
namespace {

TEST(ChunkRing, HandsOverInOrderAndTellsTheEnd) {
  constexpr std::size_t kChunks = 1000;  // many more than fit at once
  ChunkRing ring(3);
  std::jthread giver([&ring] {
    for (std::size_t i = 0; i < kChunks; ++i) {
      const std::span<char> slot = ring.free_slot();
      std::memset(slot.data(), static_cast<int>('a' + i % 26), 1 + i % 7);
      ring.give(1 + i % 7);
    }
    static_cast<void>(ring.free_slot());
    ring.give(0);
  });
  std::size_t taken = 0;
  for (auto chunk = ring.oldest(); !chunk.empty(); chunk = ring.oldest(), ++taken) {
    ASSERT_EQ(chunk, std::string(1 + taken % 7, static_cast<char>('a' + taken % 26))) << taken;
    ring.done();
  }
  EXPECT_EQ(taken, kChunks);
}

}  // namespace
}  // namespace maelstrom
