#include "cli/deploy_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "cli/failure.h"
#include "config/settings_reader.h"
#include "os/file.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

constexpr mode_t kProgram = 0755;
constexpr mode_t kText = 0644;

void set_bytes(std::uint64_t& bytes, const std::optional<std::string>& text) {
  if (text) bytes = config::parse_bytes(*text).value_or(bytes);
}

Deployment deployment_of(const DeployOptions& options) {
  Deployment deployment = options.deployment;
  const auto* const kind = std::ranges::find(kDeploymentKinds, options.kind);
  deployment.kind = static_cast<DeploymentKind>(std::distance(std::begin(kDeploymentKinds), kind));
  set_bytes(deployment.storage, options.storage);
  set_bytes(deployment.cache, options.cache);
  set_bytes(deployment.memory, options.memory);
  return deployment;
}

Status write(const std::vector<DeployedFile>& files, const std::string& directory) {
  for (const DeployedFile& file : files) {
    const std::string path = directory + "/" + file.path;
    TRY(os::make_directories(session::parent_path(path)));
    TRY(os::replace_file(path, file.content, file.executable ? kProgram : kText));
  }
  return {};
}

Status deploy(const DeployOptions& options) {
  TRY_ASSIGN(files, files_of(deployment_of(options)));
  if (options.output) {
    TRY(write(files, *options.output));
    fmt::print("{}/README.md says what to do with it\n", *options.output);
    return {};
  }
  for (const DeployedFile& file : files) fmt::print("==> {} <==\n{}\n", file.path, file.content);
  return {};
}

}  // namespace

int run_cluster_deploy(const DeployOptions& options) {
  const Status done = deploy(options);
  return done ? kSuccess : fail_with(done.error());
}

}  // namespace maelstrom::cli
