// Locks of the kernel: they end with the descriptor, so that a killed process leaves none behind.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace maelstrom::os {

enum class LockKind : std::uint8_t { kShared, kExclusive };

// flock(2) on the open file or directory `fd`. Two descriptors of one process exclude each other.
Status lock_file(int fd, const std::string& name, LockKind kind);
Result<bool> try_lock_file(int fd, const std::string& name, LockKind kind);

// One byte of a file, which need not be that long. Source: fcntl(2), "Open file description locks".
struct LockedByte {
  int fd;
  std::uint64_t offset;  // below 2^63 - 1
};
Status lock_byte(LockedByte byte, const std::string& name, LockKind kind);
Result<bool> try_lock_byte(LockedByte byte, const std::string& name, LockKind kind);
// Whether another descriptor of the file keeps an exclusive lock from being had; none is taken.
Result<bool> is_byte_locked(LockedByte byte, const std::string& name);
Status unlock_byte(LockedByte byte, const std::string& name);

}  // namespace maelstrom::os
