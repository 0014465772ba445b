// The entries of a tar, one after the other: libarchive as values.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/directory.h"
#include "layers/archive_stream.h"
#include "os/fd.h"

namespace maelstrom::layers {

struct TarEntry {
  std::string name;  // as bytes, as the archive has it
  mode_t kind = 0;   // S_IFREG, S_IFDIR …; meaningless for a hard link
  std::uint64_t size = 0;
  NodeProperties properties;
  std::optional<std::string> hard_link;
  std::string symlink;
};

class TarReader {
 public:
  // Reads from `archive` as it goes on. Errors: Invalid if it is no tar.
  static Result<TarReader> open(os::Fd archive);
  static Result<TarReader> open_image(std::string bytes);
  // Reads what `input`, which lives longer, has unfolded already. The end of the archive, from the padding of its last
  // file on, may be missing: Go's tar readers do not ask for it, and there are images without (umoci insert).
  static Result<TarReader> open_plain(ByteInput& input);
  TarReader(TarReader&&) noexcept;
  TarReader& operator=(TarReader&&) noexcept;
  ~TarReader();

  // None at the end. Errors: Invalid for a damaged or truncated archive.
  Result<std::optional<TarEntry>> next();

  // The content of the entry that next() gave last: some bytes of it, none at its end. Holes come
  // as zeros. Errors: as next().
  Result<std::string> read_some(std::size_t limit);

 private:
  struct State;
  explicit TarReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::layers
