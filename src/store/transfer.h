// Bytes on their way into the store: hashed and written in one pass.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "core/digest.h"
#include "store/session.h"

namespace maelstrom::store {

struct TransferSource {
  int fd;                                       // read from where it stands to its end
  const std::string& name;                      // for messages
  std::uint64_t likely_size = 0;                // bytes; 0 if nothing is known
  const std::atomic<bool>* given_up = nullptr;  // see StoreOptions
};

// Fills `buffer` unless the end comes first; gives the number of bytes read.
// Errors: of read(2), with the name; Interrupted if the source is given up.
Result<std::size_t> read_chunk(const TransferSource& source, std::span<char> buffer);

// Copies `begun` (what was read from the source already), then all that follows. Large sources are hashed by a
// thread of their own: reading and writing take about as long as SHA-256 with the processor's help for it.
// Errors: of read(2) and write(2), with the name.
Result<Digest> transfer(const TransferSource& source, const TemporaryFile& target, std::span<char> begun);

}  // namespace maelstrom::store
