#include "layers/image_place.h"

#include <fmt/format.h>

#include <deque>
#include <vector>

#include "base/strings.h"
#include "layers/inside_path.h"

namespace maelstrom::layers {
namespace {

constexpr int kMostLinks = 40;  // Source: path_resolution(7)

std::string joined(const std::vector<std::string>& parts) {
  std::string path;
  for (const auto& part : parts) path += "/" + part;
  return path;
}

std::deque<std::string> pieces(std::string_view path) {
  const auto parts = components(path);
  return {parts.begin(), parts.end()};
}

Result<std::string> resolved(const TreeBuilder& tree, std::string_view path, std::size_t not_followed) {
  if (has_parent_step(path)) return invalid("a name with \"..\"");
  std::deque<std::string> ahead = pieces(path);
  std::vector<std::string> behind;
  int links = 0;
  while (!ahead.empty()) {
    const std::string part = std::move(ahead.front());
    ahead.pop_front();
    if (part == "..") {
      if (!behind.empty()) behind.pop_back();
      continue;
    }
    behind.push_back(part);
    if (ahead.size() < not_followed) break;
    const auto target = tree.link_target(joined(behind));
    if (!target) continue;
    if (++links > kMostLinks) return invalid("leads through a loop of links");
    behind.pop_back();
    if (target->starts_with('/')) behind.clear();
    const std::deque<std::string> more = pieces(*target);
    ahead.insert(ahead.begin(), more.begin(), more.end());
  }
  return behind.empty() ? "/" : joined(behind);
}

}  // namespace

Result<std::string> without_parent_links(const TreeBuilder& tree, std::string_view path) {
  return resolved(tree, path, 1);
}

Result<std::string> without_links(const TreeBuilder& tree, std::string_view path) { return resolved(tree, path, 0); }

Result<std::string> make_room(TreeBuilder& tree, std::string_view path, TreeKind kind) {
  TRY_ASSIGN(place, without_parent_links(tree, path));
  for (auto slash = place.find('/', 1); slash != std::string::npos; slash = place.find('/', slash + 1)) {
    const TreeKind above = tree.kind_of(place.substr(0, slash));
    if (above != TreeKind::kNothing && above != TreeKind::kDirectory) tree.remove(place.substr(0, slash));
  }
  const TreeKind there = tree.kind_of(place);
  if (there != TreeKind::kNothing && there != kind) tree.remove(place);
  return place;
}

}  // namespace maelstrom::layers
