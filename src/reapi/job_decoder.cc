#include "reapi/job_decoder.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/strings.h"

namespace maelstrom::reapi {
namespace {

constexpr std::chrono::hours kLongestTimeout(24 * 366);

constexpr MachineFact kFacts[] = {MachineFact::kCores, MachineFact::kCpuModel, MachineFact::kKernel};

Status check_text(std::string_view what, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return {};
  return invalid("a job with a NUL byte in " + std::string(what) + ": \"" + printable(text) + "\"");
}

Status check_path(std::string_view what, std::string_view path) {
  TRY(check_text(what, path));
  if (path.starts_with('/')) return {};
  return invalid("a job whose " + std::string(what) + " is not absolute: \"" + printable(path) + "\"");
}

Status check_environment(const Environment& environment) {
  for (const auto& [name, value] : environment) {
    TRY(check_text("its environment", name));
    TRY(check_text("its environment", value));
    if (name.empty() || name.find('=') != std::string::npos) {
      return invalid("a job with a variable of no name: \"" + printable(name) + "\"");
    }
  }
  return {};
}

struct CheckMount {
  Status operator()(const BindMount& mount) const {
    TRY(check_path("bind mount", mount.local_path));
    return check_path("mount point", mount.mount_point);
  }
  Status operator()(const DevicesMount&) const { return {}; }
  template <typename Other>
  Status operator()(const Other& mount) const {
    return check_path("mount point", mount.mount_point);
  }
};

Status check_container(const ContainerSettings& container) {
  TRY(check_environment(container.environment));
  TRY(check_path("working directory", container.working_directory));
  TRY(check_text("its host name", container.hostname));
  for (const Mount& mount : container.mounts) TRY(std::visit(CheckMount{}, mount));
  return {};
}

Status check(const Job& job) {
  if (job.program.empty()) return invalid("a job without a program");
  TRY(check_text("its program", job.program));
  for (const std::string& argument : job.arguments) TRY(check_text("an argument", argument));
  if (job.layers.empty()) return invalid("a job without a layer");
  if (job.layers.size() > kMostLayers) {
    return invalid("a job with " + std::to_string(job.layers.size()) + " layers, more than " +
                   std::to_string(kMostLayers));
  }
  if (job.timeout.count() < 0) return invalid("a job with a negative timeout");
  if (job.timeout > kLongestTimeout) return invalid("a job with a timeout of more than a year");
  return check_container(job.container);
}

std::vector<MachineFact> facts_of(const std::vector<NamedValue>& platform) {
  std::vector<MachineFact> facts;
  for (const MachineFact fact : kFacts) {
    if (std::ranges::find(platform, fact_name(fact), &NamedValue::name) != platform.end()) facts.push_back(fact);
  }
  return facts;
}

}  // namespace

Result<Job> decode_job(ActionDescription action) {
  if (action.salt != kSalt) {
    return invalid("a job of another version of Maelstrom: \"" + printable(action.salt) + "\", not \"" +
                   std::string(kSalt) + "\"");
  }
  Job job{.layers = std::move(action.layers),
          .container = std::move(action.container.settings),
          .program = std::move(action.program),
          .arguments = std::move(action.arguments),
          .timeout = action.timeout,
          .terminal = action.container.terminal,
          .capture_file_system_changes = action.container.capture_file_system_changes,
          .machine_facts = facts_of(action.platform)};
  TRY(check(job));
  return job;
}

std::string why_only_at_home(const Job& job) {
  if (job.container.network == Network::kLocal) return "uses the network of the host";
  for (const Mount& mount : job.container.mounts) {
    const auto* bind = std::get_if<BindMount>(&mount);
    if (bind != nullptr) return "mounts " + bind->local_path + " of the host";
  }
  if (job.terminal) return "has a terminal, at which a person may type";
  if (job.capture_file_system_changes) return "is run for what it changes of its file system";
  return {};
}

}  // namespace maelstrom::reapi
