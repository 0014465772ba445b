#include "session/build_directory.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "session/cmake_cache.h"
#include "session/cmake_presets.h"

namespace maelstrom::session {
namespace {

constexpr int kDepth = 4;
constexpr std::size_t kDirectories = 5000;  // looked into at most: a source tree may be vast
constexpr std::array<std::string_view, 6> kNeverABuild = {".git",       ".hg",          ".svn",
                                                          "CMakeFiles", "node_modules", ".cache"};

bool is_configured(const Host& host, const std::string& directory) {
  return host.exists(directory + "/CMakeCache.txt");
}

std::optional<std::string> newest(const Host& host, const std::vector<std::string>& directories) {
  std::optional<std::pair<std::int64_t, std::string>> best;
  for (const std::string& directory : directories) {
    const auto modified = host.modified(directory + "/CMakeCache.txt");
    if (modified && (!best || *modified > best->first)) best = {*modified, directory};
  }
  if (!best) return std::nullopt;
  return best->second;
}

std::string canonical_or_itself(const Host& host, const std::string& path) {
  auto canonical = host.canonical(path);
  return canonical ? *canonical : path;
}

bool belongs_to(const Host& host, const std::string& directory, const std::string& source) {
  const auto cache = read_cmake_cache(host, directory);
  return cache && canonical_or_itself(host, cache->source) == source;
}

// Breadth first: what is near is looked at before the bound is reached. A directory that cannot be
// read holds no build of ours.
std::vector<std::string> configured_below(const Host& host, const std::string& project) {
  const std::string source = canonical_or_itself(host, project);
  std::vector<std::string> found;
  std::deque<std::pair<std::string, int>> waiting{{project, 0}};
  for (std::size_t visited = 0; !waiting.empty() && visited < kDirectories; ++visited) {
    const auto [directory, depth] = std::move(waiting.front());
    waiting.pop_front();
    if (is_configured(host, directory)) {
      if (belongs_to(host, directory, source)) found.push_back(directory);
      if (depth > 0) continue;  // what is below are its dependencies' builds
    }
    if (depth == kDepth) continue;
    const auto entries = host.list(directory);
    if (!entries) continue;
    for (const HostEntry& entry : *entries) {
      const bool passed_over =
          std::find(kNeverABuild.begin(), kNeverABuild.end(), std::string_view(entry.name)) != kNeverABuild.end();
      if (entry.directory && !passed_over) waiting.emplace_back(directory + "/" + entry.name, depth + 1);
    }
  }
  return found;
}

}  // namespace

Result<std::optional<std::string>> find_build_directory(const Host& host, const std::string& project) {
  TRY_ASSIGN(of_presets, preset_build_directories(host, project));
  std::erase_if(of_presets, [&](const std::string& directory) { return !is_configured(host, directory); });
  if (!of_presets.empty()) return newest(host, of_presets);
  return newest(host, configured_below(host, project));
}

}  // namespace maelstrom::session
