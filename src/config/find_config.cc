#include "config/find_config.h"

namespace maelstrom::config {

std::optional<std::string> find_config(const Host& host, std::string directory) {
  while (true) {
    while (directory.ends_with('/')) directory.pop_back();
    std::string path = directory + "/" + kConfigName;
    if (host.exists(path)) return path;
    const auto slash = directory.rfind('/');
    if (slash == std::string::npos) return std::nullopt;
    directory.resize(slash);
  }
}

}  // namespace maelstrom::config
