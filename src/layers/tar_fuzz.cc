// Whatever the bytes are, reading ends: with the archive's end or an error.
#include <cstdlib>
#include <string>

#include "layers/tar_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto reader = maelstrom::layers::TarReader::open_image({reinterpret_cast<const char*>(data), size});
  if (!reader) return 0;
  constexpr std::size_t kEnough = 1 << 20;
  for (int entries = 0; entries < 1000; ++entries) {
    const auto entry = reader->next();
    if (!entry || !*entry) return 0;
    if ((*entry)->name.find('\0') != std::string::npos) std::abort();
    std::size_t seen = 0;
    while (seen < kEnough) {
      const auto bytes = reader->read_some(65536);
      if (!bytes || bytes->empty()) break;
      seen += bytes->size();
    }
  }
  return 0;
}
