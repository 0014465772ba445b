// A tmpfs of a slot, and the proof that a test left nothing in it.
#pragma once

#include <sys/stat.h>
#include <sys/vfs.h>

#include <cstdint>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// What a directory says of itself. Every change of its entries or of itself shows in one of these;
// on Linux < 6.13 two changes within a tick have one ctime, so size and modification time count too.
class DirectoryState {
 public:
  static Result<DirectoryState> of(int directory);
  bool holds_of(int directory) const;

 private:
  struct stat info_{};
};

class Volume {
 public:
  // Not mounted anywhere yet. `size`: bytes, and a file for each 4 KiB of them.
  static Result<Volume> create(std::uint64_t size, unsigned mode);
  // Takes the state as it is now for untouched; to be called once it is mounted.
  Status settle();

  int mount() const { return mount_.get(); }
  bool is_clean() const;  // complete: unlinked files that are still held count as well
  std::uint64_t bytes_used() const;

 private:
  os::Fd mount_;
  DirectoryState root_;
  struct statfs untouched_{};
};

}  // namespace maelstrom::container::cell
