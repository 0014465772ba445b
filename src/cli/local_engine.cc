#include "cli/local_engine.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/strings.h"
#include "cli/deploy_texts.h"
#include "cli/engine_settings.h"
#include "os/file.h"

namespace maelstrom::cli {
namespace {

constexpr const char* kStorage = "bb_storage";
constexpr const char* kScheduler = "bb_scheduler";
// Sparse: it takes what is kept there.
constexpr std::uint64_t kStoreBytes = UINT64_C(16) << 30;
// A path of a socket may have 107 bytes. Source: unix(7).
constexpr std::size_t kLongestData = 90;
constexpr const char* kLoopback = "127.0.0.1";

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0 && !os::is_directory(path); }

std::string found_in(const std::vector<std::string>& directories, const std::string& name) {
  for (const std::string& directory : directories) {
    std::string path = directory;
    path.append("/").append(name);
    if (is_program(path)) return path;
  }
  return "";
}

std::string at(unsigned port) { return fmt::format("{}:{}", kLoopback, port); }

EngineSettings settings_of(const LocalEngine& engine) {
  const auto socket = [&](const char* name) { return "unix://" + engine.data + "/run/" + name; };
  EngineSettings settings;
  settings.directory = jsonnet_string(engine.data + "/store");
  settings.sizes = sizes_of(kStoreBytes).value();
  settings.front = socket("storage");
  settings.clients = socket("clients");
  settings.state = socket("state");
  settings.listen = {.storage = jsonnet_string(""),
                     .storage_health = jsonnet_string(""),
                     .front = {at(engine.port), settings.front},
                     .front_health = at(engine.port + 3),
                     .clients = settings.clients,
                     .workers = {at(engine.port + 1)},
                     .state = settings.state,
                     .admin = at(engine.port + 2),
                     .scheduler_health = at(engine.port + 4)};
  return settings;
}

}  // namespace

std::string LocalEngine::address() const { return "grpc://" + at(port); }
std::string LocalEngine::worker_address() const { return "grpc://" + at(port + 1); }

Result<EnginePrograms> find_engine(const std::optional<std::string>& directory, const std::string& path) {
  std::vector<std::string> directories;
  if (directory) {
    directories = {*directory};
  } else {
    for (const std::string_view one : split(path, ':')) directories.emplace_back(one);
  }
  EnginePrograms found{found_in(directories, kStorage), found_in(directories, kScheduler)};
  std::string missing = found.storage.empty() ? kStorage : "";
  if (found.scheduler.empty()) missing += (missing.empty() ? "" : " and ") + std::string(kScheduler);
  if (missing.empty()) return found;
  return fail(
      ErrorCode::kNotFound,
      fmt::format("{} of Buildbarn cannot be found in {}: in the sources of Maelstrom, `tests/cluster/install DIR` "
                  "builds both with Go; then --engine-dir DIR",
                  missing, directory ? *directory : "PATH"));
}

Result<std::vector<KeptProgram>> prepare(const LocalEngine& engine) {
  if (engine.data.size() > kLongestData) {
    return invalid(engine.data + " is too long for the paths of sockets; name a shorter directory with --data");
  }
  for (const char* name : {"/config", "/log", "/store/cas", "/store/ac"}) TRY(os::make_directories(engine.data + name));
  // What is left of sockets stands in the way of new ones.
  TRY(os::remove_tree(engine.data + "/run"));
  TRY(os::make_directories(engine.data + "/run"));
  const std::string config = engine.data + "/config/";
  for (const char* name : {"callers.libsonnet", "stores.libsonnet", "front.jsonnet", "scheduler.jsonnet"}) {
    TRY(os::replace_file(config + name, deploy_text(name)));
  }
  TRY(os::replace_file(config + "settings.libsonnet", settings_text(settings_of(engine))));
  return std::vector<KeptProgram>{{kStorage, {engine.storage, config + "front.jsonnet"}},
                                  {kScheduler, {engine.scheduler, config + "scheduler.jsonnet"}}};
}

}  // namespace maelstrom::cli
