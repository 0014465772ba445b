// Whatever the bytes are, reading ends, and a command has a name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "session/cmake_script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto commands = maelstrom::session::parse_cmake_script(text);
  if (!commands) return 0;
  for (const auto& command : *commands) {
    if (command.name.empty()) std::abort();
    for (const auto& argument : command.arguments) {
      if (argument.text.size() > size) std::abort();
    }
  }
  return 0;
}
