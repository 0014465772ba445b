// Whatever the bytes are, the reader ends with facts or an error, and the facts are texts of the file.
#include <cstdlib>
#include <string>
#include <vector>

#include "layers/elf_image.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> markers{"testing", "x"};
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto facts = maelstrom::layers::read_elf_image(bytes, markers);
  if (!facts) return 0;
  for (const auto& name : facts->needed) {
    if (bytes.find(name) == std::string::npos) std::abort();
  }
  return 0;
}
