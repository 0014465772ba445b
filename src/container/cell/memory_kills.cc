// Source: proc(5), /proc/vmstat, "oom_kill".
#include "container/cell/memory_kills.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

namespace maelstrom::container::cell {
namespace {

constexpr std::size_t kMaxText = 16 << 10;

}  // namespace

MemoryKills::MemoryKills(int proc) : vmstat_(::openat(proc, "vmstat", O_RDONLY | O_CLOEXEC)) { remember(); }

long MemoryKills::read() const {
  const auto text = std::make_unique<char[]>(kMaxText);
  std::size_t size = 0;
  while (vmstat_ && size < kMaxText - 1) {  // the kernel gives at most a page at once
    const ssize_t got = ::pread(vmstat_.get(), text.get() + size, kMaxText - 1 - size, static_cast<off_t>(size));
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  text[size] = '\0';
  const char* found = std::strstr(text.get(), "\noom_kill ");
  return found == nullptr ? -1 : std::strtol(found + std::strlen("\noom_kill "), nullptr, 10);
}

void MemoryKills::remember() { remembered_ = read(); }

bool MemoryKills::grew() {
  const long before = std::exchange(remembered_, read());
  return before >= 0 && remembered_ > before;
}

}  // namespace maelstrom::container::cell
