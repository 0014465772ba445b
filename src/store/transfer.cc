#include "store/transfer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>

#include "base/chunk_ring.h"
#include "os/file.h"
#include "os/machine.h"

namespace maelstrom::store {
namespace {

constexpr std::size_t kSlots = 4;                 // what is hashed is in the second-level cache still
constexpr std::uint64_t kWorthAThread = 2 << 20;  // hashing takes some fifty times what starting a thread does

// Reads and writes what follows; each chunk is in the ring until it is hashed as well.
Status copy_through(ChunkRing& ring, const TransferSource& source, const TemporaryFile& target) {
  while (true) {
    const std::span<char> slot = ring.free_slot();
    TRY_ASSIGN(length, read_chunk(source, slot));
    if (length == 0) return {};
    ring.give(length);
    TRY(os::write_all(target.fd(), {slot.data(), length}, target.path()));
  }
}

void hash_all(ChunkRing& ring, Sha256& hasher) {
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
  ChunkRing ring(kSlots);
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
