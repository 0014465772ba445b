// The bytes of a file as they come, unfolded from whatever compression, and digested on both sides.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"

namespace maelstrom::layers {

// Bytes in pieces, from first to last.
class ByteInput {
 public:
  virtual ~ByteInput() = default;
  // Some bytes, valid until the next call; none at the end. Errors: of what they are read from.
  virtual Result<std::string_view> read() = 0;
};

class ArchiveStream final : public ByteInput {
 public:
  // Takes `folded_size` bytes of `file` from where it stands: plain, or compressed with gzip, bzip2, xz or zstd.
  // Errors: Invalid if it is damaged.
  static Result<std::unique_ptr<ArchiveStream>> open(os::Fd file, std::uint64_t folded_size);
  ~ArchiveStream() override;

  // Errors: Invalid for what is damaged, and for a file that ends too early.
  Result<std::string_view> read() override;

  // Both are known once all has been read; finish() reads what is left.
  struct Digests {
    Digest folded;
    Digest unfolded;
  };
  Result<Digests> finish(std::uint64_t unfolded_limit);

 private:
  struct State;
  explicit ArchiveStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::layers
