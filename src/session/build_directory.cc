#include "session/build_directory.h"

#include <algorithm>
#include <array>
#include <deque>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "session/cmake_cache.h"
#include "session/cmake_presets.h"

namespace maelstrom::session {
namespace {

constexpr std::string_view kMesonInfo = "/meson-info/meson-info.json";
constexpr int kDepth = 4;
constexpr std::size_t kDirectories = 5000;  // looked into at most: a source tree may be vast
constexpr std::array<std::string_view, 6> kNeverABuild = {".git",       ".hg",          ".svn",
                                                          "CMakeFiles", "node_modules", ".cache"};

// What a build system leaves in a directory that it has configured.
struct BuildSystem {
  std::string_view marker;                                                   // a file
  std::string (*source_of)(const Host& host, const std::string& directory);  // empty: that cannot be told
};

std::string cmake_source_of(const Host& host, const std::string& directory) {
  const auto cache = read_cmake_cache(host, directory);
  return cache ? cache->source : std::string();
}

// Source: Meson's manual, "IDE integration", "The meson-info.json".
std::string meson_source_of(const Host& host, const std::string& directory) {
  const auto text = host.read_file(directory + std::string(kMesonInfo));
  const auto info = nlohmann::json::parse(text.value_or(""), nullptr, /*allow_exceptions=*/false);
  const auto pointer = "/directories/source"_json_pointer;
  if (!info.is_object() || !info.contains(pointer) || !info[pointer].is_string()) return {};
  return info[pointer].get<std::string>();
}

constexpr BuildSystem kCmake{"/CMakeCache.txt", cmake_source_of};
constexpr BuildSystem kMeson{kMesonInfo, meson_source_of};

bool is_configured(const Host& host, const std::string& directory, const BuildSystem& system) {
  return host.exists(directory + std::string(system.marker));
}

std::optional<std::string> newest(const Host& host, const std::vector<std::string>& directories,
                                  const BuildSystem& system) {
  std::optional<std::pair<std::int64_t, std::string>> best;
  for (const std::string& directory : directories) {
    const auto modified = host.modified(directory + std::string(system.marker));
    if (modified && (!best || *modified > best->first)) best = {*modified, directory};
  }
  if (!best) return std::nullopt;
  return best->second;
}

std::string canonical_or_itself(const Host& host, const std::string& path) {
  auto canonical = host.canonical(path);
  return canonical ? *canonical : path;
}

// Breadth first: what is near is looked at before the bound is reached. A directory that cannot be
// read holds no build of ours.
std::vector<std::string> configured_below(const Host& host, const std::string& project, const BuildSystem& system) {
  const std::string source = canonical_or_itself(host, project);
  std::vector<std::string> found;
  std::deque<std::pair<std::string, int>> waiting{{project, 0}};
  for (std::size_t visited = 0; !waiting.empty() && visited < kDirectories; ++visited) {
    const auto [directory, depth] = std::move(waiting.front());
    waiting.pop_front();
    if (is_configured(host, directory, system)) {
      const std::string its = system.source_of(host, directory);
      if (!its.empty() && canonical_or_itself(host, its) == source) found.push_back(directory);
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
  std::erase_if(of_presets, [&](const std::string& directory) { return !is_configured(host, directory, kCmake); });
  if (!of_presets.empty()) return newest(host, of_presets, kCmake);
  return newest(host, configured_below(host, project, kCmake), kCmake);
}

std::optional<std::string> find_meson_directory(const Host& host, const std::string& project) {
  return newest(host, configured_below(host, project, kMeson), kMeson);
}

bool is_meson_directory(const Host& host, const std::string& directory) {
  return is_configured(host, directory, kMeson);
}

}  // namespace maelstrom::session
