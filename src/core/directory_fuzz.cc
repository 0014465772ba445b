// Whatever decodes must encode to something that decodes to the same.
#include <cstdlib>

#include "core/directory.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto first = maelstrom::Directory::decode({reinterpret_cast<const char*>(data), size});
  if (!first) return 0;
  const auto second = maelstrom::Directory::decode(first->encode());
  if (!second || second->encode() != first->encode()) std::abort();
  return 0;
}
