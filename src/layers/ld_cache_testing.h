// For tests: caches of the dynamic loader with chosen entries.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maelstrom::layers {

struct CacheLine {
  std::string name;
  std::string path;
  std::uint64_t hwcap = 0;
};

// "glibc-ld.so.cache1.1", in this machine's byte order.
inline std::string ld_cache_of(const std::vector<CacheLine>& lines) {
  const auto word = [](std::uint32_t value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  };
  std::uint32_t at = static_cast<std::uint32_t>(48 + 24 * lines.size());
  std::string entries;
  std::string strings;
  for (const CacheLine& line : lines) {
    const auto name_at = static_cast<std::uint32_t>(at + strings.size());
    strings += line.name + '\0';
    const auto path_at = static_cast<std::uint32_t>(at + strings.size());
    strings += line.path + '\0';
    entries += word(0x0303) + word(name_at) + word(path_at) + word(0) + word(static_cast<std::uint32_t>(line.hwcap)) +
               word(static_cast<std::uint32_t>(line.hwcap >> 32));
  }
  std::string header = "glibc-ld.so.cache1.1" + word(static_cast<std::uint32_t>(lines.size())) +
                       word(static_cast<std::uint32_t>(strings.size())) + word(0);
  header.resize(48, '\0');
  return header + entries + strings;
}

}  // namespace maelstrom::layers
