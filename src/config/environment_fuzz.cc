// A value is expanded or refused in words; a text whose "$" are doubled stands for itself.
#include <cstdlib>

#include "config/environment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const config::Lookup client = [](const std::string& name) -> std::optional<std::string> {
    if (name.size() % 2 == 0) return name;
    return std::nullopt;
  };
  const auto parts = config::parse_value(text);
  const auto after = config::extended({{"A", "a"}}, {.vars = {{"X", text}}}, client);
  if (!parts && after) std::abort();
  if (!after && after.error().message().empty()) std::abort();
  std::string doubled;
  for (const char c : text) doubled += c == '$' ? std::string("$$") : std::string(1, c);
  const auto literal = config::extended({}, {.vars = {{"X", doubled}}}, client);
  if (!literal || literal->at("X") != text) std::abort();
  return 0;
}
