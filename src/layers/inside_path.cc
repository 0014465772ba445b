#include "layers/inside_path.h"

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

std::string path_of(bool absolute, const std::vector<std::string_view>& parts) {
  std::string path = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) path += '/';
    path += parts[i];
  }
  return path;
}

// True if tidy() has nothing to do.
bool is_tidy(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) return false;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    const std::string_view rest = path.substr(slash + 1);
    if (rest.starts_with('/') || rest == "." || rest.starts_with("./")) return false;
  }
  return path != "." && !path.starts_with("./");
}

}  // namespace

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> parts = split(path, '/');
  std::erase_if(parts, [](std::string_view part) { return part.empty() || part == "."; });
  return parts;
}

std::string tidy(std::string_view path) {
  if (is_tidy(path)) return std::string(path);
  return path_of(path.starts_with('/'), components(path));
}

std::string resolve_text(std::string_view base, std::string_view path) {
  std::vector<std::string_view> parts;
  const auto walk = [&parts](std::string_view text) {
    for (const std::string_view part : components(text)) {
      if (part != "..") {
        parts.push_back(part);
      } else if (!parts.empty()) {
        parts.pop_back();
      }
    }
  };
  if (!path.starts_with('/')) walk(base);
  walk(path);
  return path_of(true, parts);
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

bool has_parent_step(std::string_view path) {
  if (path.find("..") == std::string_view::npos) return false;
  const auto parts = components(path);
  return std::find(parts.begin(), parts.end(), "..") != parts.end();
}

std::string without_prefix(std::string_view path, std::string_view prefix) {
  const auto parts = components(path);
  const auto leading = components(prefix);
  const bool begins = path.starts_with('/') == prefix.starts_with('/') && leading.size() <= parts.size() &&
                      std::equal(leading.begin(), leading.end(), parts.begin());
  if (!begins || leading.empty()) return tidy(path);
  return path_of(false, {parts.begin() + static_cast<std::ptrdiff_t>(leading.size()), parts.end()});
}

}  // namespace maelstrom::layers
