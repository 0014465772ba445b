#include "session/paths.h"

#include <filesystem>

namespace maelstrom::session {

std::string parent_path(std::string_view path) { return std::filesystem::path(path).parent_path().string(); }

std::string file_name(std::string_view path) { return std::filesystem::path(path).filename().string(); }

std::string absolute_path(std::string_view directory, std::string_view path) {
  std::string normal = (std::filesystem::path(directory) / path).lexically_normal().string();
  if (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

bool is_within(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

}  // namespace maelstrom::session
