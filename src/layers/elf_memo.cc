#include "layers/elf_memo.h"

#include "layers/elf.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t nanoseconds(const struct timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

}  // namespace

Result<ElfFacts> ElfMemo::read(const std::string& path, std::span<const std::string> markers) {
  TRY_ASSIGN(info, os::stat(path));
  const Identity identity{info.st_dev,
                          info.st_ino,
                          info.st_size,
                          nanoseconds(info.st_mtim),
                          nanoseconds(info.st_ctim),
                          {markers.begin(), markers.end()}};
  {
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(identity);
    if (known != known_.end()) return known->second;
  }
  TRY_ASSIGN(facts, read_elf(path, markers));
  const std::scoped_lock lock(mutex_);
  known_.insert_or_assign(identity, facts);
  return facts;
}

}  // namespace maelstrom::layers
