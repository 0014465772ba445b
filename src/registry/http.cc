#include "registry/http.h"

namespace maelstrom::registry {

std::string_view HttpAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace maelstrom::registry
