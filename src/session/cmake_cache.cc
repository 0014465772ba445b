#include "session/cmake_cache.h"

#include "base/strings.h"

namespace maelstrom::session {
namespace {

std::vector<std::string> listed(std::string_view value) {
  std::vector<std::string> elements;
  for (const std::string_view element : split(value, ';')) {
    if (!element.empty()) elements.emplace_back(element);
  }
  return elements;
}

}  // namespace

CmakeCache parse_cmake_cache(std::string_view text) {
  CmakeCache cache;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    const std::size_t equals = line.find('=');
    if (line.empty() || line.starts_with('#') || line.starts_with("//") || equals == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, line.substr(0, equals).find(':'));
    const std::string_view value = line.substr(equals + 1);
    if (key == "CMAKE_HOME_DIRECTORY") cache.source = value;
    if (key == "CMAKE_CONFIGURATION_TYPES") cache.configurations = listed(value);
    if (key == "CMAKE_DEFAULT_BUILD_TYPE") cache.default_configuration = value;
  }
  return cache;
}

Result<CmakeCache> read_cmake_cache(const Host& host, const std::string& directory) {
  TRY_ASSIGN(text, host.read_file(directory + "/CMakeCache.txt"));
  return parse_cmake_cache(text);
}

}  // namespace maelstrom::session
