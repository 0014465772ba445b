#include "session/cmake_presets.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "session/paths.h"

namespace maelstrom::session {
namespace {

using nlohmann::json;

struct Preset {
  std::string name;
  bool hidden = false;
  std::optional<std::string> binary_directory;  // with its macros
  std::vector<std::string> inherits;
  std::string file_directory;
};

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return {found->get<std::string>()};
  std::vector<std::string> texts;
  if (!found->is_array()) return texts;
  for (const json& element : *found) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

// All presets of the files, and of those that they include.
class PresetFiles {
 public:
  explicit PresetFiles(const Host& host) : host_(host) {}

  Status read(const std::string& path) {
    if (!seen_.insert(path).second) return {};
    TRY_ASSIGN(text, host_.read_file(path));
    const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object()) return invalid(path + ": this is not a JSON object, as CMake's presets are");
    for (const std::string& included : texts_of(document, "include")) {
      TRY_IN(path, read(absolute_path(parent_path(path), included)));
    }
    const auto configure = document.find("configurePresets");
    if (configure == document.end() || !configure->is_array()) return {};
    for (const json& preset : *configure) add(preset, parent_path(path));
    return {};
  }

  const std::vector<Preset>& presets() const { return presets_; }

  // A preset's own, or that of the first of its ancestors that has one.
  std::optional<std::string> binary_directory(const Preset& preset, std::set<std::string> below = {}) const {
    if (preset.binary_directory) return preset.binary_directory;
    if (!below.insert(preset.name).second) return std::nullopt;
    for (const std::string& parent : preset.inherits) {
      const auto found =
          std::find_if(presets_.begin(), presets_.end(), [&](const Preset& p) { return p.name == parent; });
      if (found == presets_.end()) continue;
      if (auto directory = binary_directory(*found, below)) return directory;
    }
    return std::nullopt;
  }

 private:
  void add(const json& object, const std::string& directory) {
    if (!object.is_object()) return;
    Preset preset{
        .name = text_of(object, "name"), .inherits = texts_of(object, "inherits"), .file_directory = directory};
    const auto hidden = object.find("hidden");
    preset.hidden = hidden != object.end() && hidden->is_boolean() && hidden->get<bool>();
    if (std::string binary = text_of(object, "binaryDir"); !binary.empty()) preset.binary_directory = std::move(binary);
    presets_.push_back(std::move(preset));
  }

  const Host& host_;
  std::set<std::string> seen_;
  std::vector<Preset> presets_;
};

// None if a macro's value is not known here ($env{…} and the like).
std::optional<std::string> expand(const std::string& text, const std::map<std::string, std::string>& macros) {
  std::string expanded;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      expanded += text[at++];
      continue;
    }
    const std::size_t close = text.find('}', at);
    if (at + 1 >= text.size() || text[at + 1] != '{' || close == std::string::npos) return std::nullopt;
    const auto macro = macros.find(text.substr(at + 2, close - at - 2));
    if (macro == macros.end()) return std::nullopt;
    expanded += macro->second;
    at = close + 1;
  }
  return expanded;
}

}  // namespace

Result<std::vector<std::string>> preset_build_directories(const Host& host, const std::string& project) {
  PresetFiles files(host);
  for (const char* name : {"/CMakePresets.json", "/CMakeUserPresets.json"}) {
    if (host.exists(project + name)) TRY(files.read(project + name));
  }
  std::vector<std::string> directories;
  for (const Preset& preset : files.presets()) {
    const auto declared = files.binary_directory(preset);
    if (preset.hidden || !declared) continue;
    const auto expanded = expand(*declared, {{"sourceDir", project},
                                             {"sourceParentDir", parent_path(project)},
                                             {"sourceDirName", file_name(project)},
                                             {"presetName", preset.name},
                                             {"fileDir", preset.file_directory},
                                             {"hostSystemName", "Linux"},
                                             {"pathListSep", ":"},
                                             {"dollar", "$"}});
    if (!expanded) continue;
    std::string directory = absolute_path(project, *expanded);
    if (std::find(directories.begin(), directories.end(), directory) == directories.end()) {
      directories.push_back(std::move(directory));
    }
  }
  return directories;
}

}  // namespace maelstrom::session
