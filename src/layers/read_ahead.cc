#include "layers/read_ahead.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <system_error>
#include <thread>

#include "base/chunk_ring.h"

namespace maelstrom::layers {
namespace {
// Small files come in bursts, which take longer than to unfold as many bytes; with 4 slots each thread often waited.
constexpr std::size_t kSlots = 16;
}  // namespace

struct ReadAhead::State {
  explicit State(ByteInput& from) : input(from) {}

  ByteInput& input;
  ChunkRing ring{kSlots};
  std::atomic<bool> stopped{false};
  std::optional<Error> failed;  // written before the end is given, read after it was taken
  bool lent = false;            // the oldest chunk is with who reads
  bool ended = false;
  std::jthread thread;

  void give_all() {
    while (!stopped) {
      auto piece = input.read();
      if (!piece) failed = piece.error();
      if (!piece || piece->empty()) break;
      give(*piece);
    }
    static_cast<void>(ring.free_slot());
    ring.give(0);
  }

  void give(std::string_view piece) {
    while (!piece.empty()) {
      const std::span<char> slot = ring.free_slot();
      const std::size_t length = std::min(slot.size(), piece.size());
      std::memcpy(slot.data(), piece.data(), length);
      ring.give(length);
      piece.remove_prefix(length);
    }
  }

  std::string_view next() {
    if (lent) ring.done();
    lent = false;
    if (ended) return {};
    const std::string_view chunk = ring.oldest();
    ended = chunk.empty();
    lent = !ended;
    return chunk;
  }
};

ReadAhead::ReadAhead(std::unique_ptr<State> state) : state_(std::move(state)) {}

ReadAhead::~ReadAhead() {
  state_->stopped = true;
  while (!state_->next().empty()) continue;  // it may wait for room
}

std::unique_ptr<ReadAhead> ReadAhead::start(ByteInput& input) {
  auto state = std::make_unique<State>(input);
  try {
    state->thread = std::jthread([own = state.get()] { own->give_all(); });
  } catch (const std::system_error&) {  // no more threads for this user
    return nullptr;
  }
  return std::unique_ptr<ReadAhead>(new ReadAhead(std::move(state)));
}

Result<std::string_view> ReadAhead::read() {
  const std::string_view chunk = state_->next();
  if (chunk.empty() && state_->failed) return fail(*state_->failed);
  return chunk;
}

}  // namespace maelstrom::layers
