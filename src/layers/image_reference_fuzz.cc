// What parses is the same when it is written out and parsed again.
#include <cstdint>
#include <cstdlib>

#include "layers/image_reference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using maelstrom::layers::parse_image_reference;
  const auto once = parse_image_reference({reinterpret_cast<const char*>(data), size});
  if (!once) return 0;
  const auto again = parse_image_reference(once->to_string());
  if (!again || again->to_string() != once->to_string()) std::abort();
  return 0;
}
