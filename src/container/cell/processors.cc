#include "container/cell/processors.h"

#include <sys/syscall.h>

#include "container/cell/raw.h"

namespace maelstrom::container::cell {
namespace {

bool has(const Processors& processors, std::size_t number) {
  return (processors.bits[number / 8] >> number % 8 & 1) != 0;
}

}  // namespace

Processors settle_on_processor(std::uint64_t slot, std::uint64_t slots) {
  Processors all;
  const long size = raw_call(SYS_sched_getaffinity, 0, sizeof all.bits, raw_word(all.bits));
  if (size <= 0) return {};
  all.size = static_cast<std::size_t>(size);
  Processors own{.size = all.size};
  std::uint64_t count = 0;
  for (std::size_t number = 0; number < all.size * 8; ++number) {
    if (!has(all, number)) continue;
    if (count++ == slot) own.bits[number / 8] = static_cast<unsigned char>(1U << number % 8);
  }
  if (count != slots || slot >= slots || slots == 1) return {};
  // What is refused is done without: it is only faster.
  if (raw_call(SYS_sched_setaffinity, 0, static_cast<long>(own.size), raw_word(own.bits)) < 0) return {};
  return all;
}

}  // namespace maelstrom::container::cell
