// ELF files that were read already: the libraries of one binary are mostly those of the next.
#pragma once

#include <sys/stat.h>

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "core/elf_facts.h"

namespace maelstrom::layers {

// Safe to use from several threads.
class ElfMemo {
 public:
  // As read_elf(). A file that has not changed since the last time (device, inode, size, mtime,
  // ctime) is not read again.
  Result<ElfFacts> read(const std::string& path, std::span<const std::string> markers = {});

 private:
  using Identity = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t, std::vector<std::string>>;
  std::mutex mutex_;
  std::map<Identity, ElfFacts> known_;
};

}  // namespace maelstrom::layers
