#include "cli/engine_settings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace maelstrom::cli {
namespace {

constexpr int kMessageBytes = 16 << 20;

std::string list_of(const std::vector<std::string>& values) { return nlohmann::json(values).dump(); }

std::string tls_text(const std::optional<EngineTls>& tls) {
  if (!tls) return "null";
  return fmt::format("{{\n    \"authority\": importstr {},\n    \"certificate\": {},\n    \"key\": {}\n  }}",
                     tls->authority, tls->certificate, tls->key);
}

std::string shards_text(const std::map<std::string, std::string>& shards) {
  std::string text;
  for (const auto& [name, address] : shards) {
    text += fmt::format("{}\n    {}: {}", text.empty() ? "" : ",", jsonnet_string(name), jsonnet_string(address));
  }
  return text.empty() ? "{}" : "{" + text + "\n  }";
}

std::string listen_text(const EngineListen& listen) {
  const auto line = [](const char* name, const std::string& value) {
    return fmt::format("    \"{}\": {}", name, value);
  };
  const auto one = [&](const char* name, const std::string& value) { return line(name, jsonnet_string(value)); };
  return fmt::format("{{\n{},\n{},\n{},\n{},\n{},\n{},\n{},\n{},\n{}\n  }}", line("storage", listen.storage),
                     line("storageHealth", listen.storage_health), line("front", list_of(listen.front)),
                     one("frontHealth", listen.front_health), one("clients", listen.clients),
                     line("workers", list_of(listen.workers)), one("state", listen.state), one("admin", listen.admin),
                     one("schedulerHealth", listen.scheduler_health));
}

}  // namespace

std::string jsonnet_string(const std::string& text) { return nlohmann::json(text).dump(); }

std::string settings_text(const EngineSettings& settings) {
  const auto& sizes = settings.sizes;
  return fmt::format(
      "{{\n"
      "  \"messageBytes\": {},\n"
      "  \"directory\": {},\n"
      "  \"casBytes\": {},\n  \"casKeys\": {},\n  \"acBytes\": {},\n  \"acKeys\": {},\n"
      "  \"shards\": {},\n"
      "  \"front\": {},\n"
      "  \"scheduler\": {{ \"clients\": {}, \"state\": {} }},\n"
      "  \"listen\": {},\n"
      "  \"tls\": {}\n"
      "}}\n",
      kMessageBytes, settings.directory, sizes.cas_bytes, sizes.cas_keys, sizes.ac_bytes, sizes.ac_keys,
      shards_text(settings.shards), jsonnet_string(settings.front), jsonnet_string(settings.clients),
      jsonnet_string(settings.state), listen_text(settings.listen), tls_text(settings.tls));
}

}  // namespace maelstrom::cli
