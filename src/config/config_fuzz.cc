// No text breaks the reader of maelstrom.toml, and what it accepts can be applied or is refused in words.
#include <cstdlib>

#include "config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto parsed = maelstrom::config::parse_config(text, "maelstrom.toml");
  for (const auto& error : parsed.errors) {
    if (error.message.empty()) std::abort();
  }
  if (!parsed.errors.empty()) return 0;
  const auto which = maelstrom::config::matching(parsed.config, {.name = "Suite.Case", .artifact = "art_test"});
  const auto plan = maelstrom::config::apply(parsed.config, which, {}, [](const std::string&) { return std::nullopt; });
  if (!plan && plan.error().message().empty()) std::abort();
  return 0;
}
