// Whatever parses can be asked.
#include <cstdlib>

#include "layers/ld_cache.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cache = maelstrom::layers::LdCache::parse({reinterpret_cast<const char*>(data), size});
  if (!cache) return 0;
  for (const auto& path : cache->find("libc.so.6")) {
    if (!path.starts_with('/')) std::abort();
  }
  return 0;
}
