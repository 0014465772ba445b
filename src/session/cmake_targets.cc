#include "session/cmake_targets.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "session/host_build.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

using nlohmann::json;

constexpr std::string_view kApi = "/.cmake/api/v1";
constexpr std::string_view kWhat = "CMake could not be asked for its targets";

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& list_of(const json& object, const char* key) {
  static const json kNothing = json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNothing;
}

Result<json> read_reply(const Host& host, const std::string& directory, const std::string& file) {
  const std::string path = directory + '/' + file;
  TRY_ASSIGN(text, host.read_file(path));
  json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return invalid(printable(path) + " is no object of CMake's File API");
  return object;
}

// The newest index has the greatest name.
std::string newest_index(const std::vector<HostEntry>& entries) {
  std::string newest;
  for (const HostEntry& entry : entries) {
    if (entry.name.starts_with("index-")) newest = std::max(newest, entry.name);
  }
  return newest;
}

std::string codemodel_file(const json& index) {
  for (const json& object : list_of(index, "objects")) {
    if (!object.is_object() || text_of(object, "kind") != "codemodel") continue;
    const json version = object.value("version", json::object());
    if (version.is_object() && version.value("major", json()) == 2) return text_of(object, "jsonFile");
  }
  return {};
}

// The asked one; without a name the first, which is the only one of most generators.
const json* configuration_of(const json& codemodel, const std::optional<std::string>& name) {
  for (const json& configuration : list_of(codemodel, "configurations")) {
    if (configuration.is_object() && (!name || text_of(configuration, "name") == *name)) return &configuration;
  }
  return nullptr;
}

CmakeTarget target_of(const json& object, const std::string& directory) {
  CmakeTarget target{.name = text_of(object, "name"), .is_program = text_of(object, "type") == "EXECUTABLE"};
  for (const json& artifact : list_of(object, "artifacts")) {
    if (artifact.is_object()) target.products.push_back(absolute_path(directory, text_of(artifact, "path")));
  }
  return target;
}

}  // namespace

Status ask_for_targets(const Host& host, const std::string& directory) {
  const std::string place = directory + std::string(kApi) + "/query/client-maelstrom";
  if (host.exists(place + "/codemodel-v2")) return {};
  TRY(run_for_build(host, {.argv = {"cmake", "-E", "make_directory", place}}, kWhat));
  TRY(run_for_build(host, {.argv = {"cmake", "-E", "touch", place + "/codemodel-v2"}}, kWhat));
  return {};
}

Result<std::optional<std::vector<CmakeTarget>>> read_cmake_targets(const Host& host, const CmakeBuild& build) {
  const std::string replies = build.directory + std::string(kApi) + "/reply";
  if (!host.exists(replies)) return std::nullopt;
  TRY_ASSIGN(entries, host.list(replies));
  const std::string newest = newest_index(entries);
  if (newest.empty()) return std::nullopt;
  TRY_ASSIGN(index, read_reply(host, replies, newest));
  const std::string file = codemodel_file(index);
  if (file.empty()) return std::nullopt;  // another program asked for something else
  TRY_ASSIGN(codemodel, read_reply(host, replies, file));
  const json* configuration = configuration_of(codemodel, build.configuration);
  if (configuration == nullptr) return std::nullopt;
  std::vector<CmakeTarget> targets;
  for (const json& one : list_of(*configuration, "targets")) {
    if (!one.is_object()) continue;
    TRY_ASSIGN(object, read_reply(host, replies, text_of(one, "jsonFile")));
    targets.push_back(target_of(object, build.directory));
  }
  return targets;
}

}  // namespace maelstrom::session
