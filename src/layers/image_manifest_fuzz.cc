// What parses holds to its limits, and one platform of an index is found or refused.
#include <cstdint>
#include <cstdlib>

#include "layers/image_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom::layers;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = parse_image_manifest(text, "");
  if (manifest) {
    if (const auto* index = std::get_if<ImageIndex>(&*manifest)) {
      const auto chosen = choose_platform(index->entries, {.os = "linux", .architecture = "amd64"});
      if (chosen && index->entries.empty()) std::abort();
    } else if (std::get<ImageManifest>(*manifest).layers.size() > 1000) {
      std::abort();
    }
  }
  const auto config = parse_image_config(text);
  if (!config) return 0;
  for (const auto& id : config->diff_ids) {
    if (id.size() != 64) std::abort();
  }
  for (const auto& [name, value] : config->config.environment) {
    if (name.empty() || value.find('\0') != std::string::npos) std::abort();
  }
  return 0;
}
