// What the directives make of a case; see config.h.
#include <fmt/format.h>

#include <algorithm>

#include "config/config.h"
#include "config/environment.h"

namespace maelstrom::config {
namespace {

template <typename T>
void set(T& field, const std::optional<T>& value) {
  if (value) field = *value;
}

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void apply_plain(const Directive& directive, CasePlan& plan) {
  auto& settings = plan.container.settings;
  set(plan.ignore, directive.ignore);
  set(plan.timeout, directive.timeout);
  set(plan.include_shared_libraries, directive.include_shared_libraries);
  set(plan.container.layers, directive.layers);
  append(plan.container.layers, directive.added_layers);
  set(settings.mounts, directive.mounts);
  append(settings.mounts, directive.added_mounts);
  set(settings.network, directive.network);
  set(settings.isolation, directive.isolation);
  set(settings.writable_file_system, directive.writable_file_system);
  set(settings.pid1, directive.pid1);
  set(settings.working_directory, directive.working_directory);
  set(settings.user, directive.user);
  set(settings.group, directive.group);
  set(settings.hostname, directive.hostname);
}

bool mounts_sys(const std::vector<Mount>& mounts) {
  return std::ranges::any_of(mounts, [](const Mount& mount) { return std::holds_alternative<SysMount>(mount); });
}

std::string place(const Config& config, const Directive& directive) {
  return fmt::format("{}:{}: in this directive", config.file, directive.line);
}

// Kernels give no sysfs to a user namespace that does not own the network.
Status settle_sys(const Config& config, const std::vector<std::size_t>& which, CasePlan& plan) {
  if (plan.container.settings.network != Network::kLocal) return {};
  const Directive* last = nullptr;
  for (const auto at : which) {
    const auto& directive = config.directives[at];
    if (directive.mounts) last = mounts_sys(*directive.mounts) ? &directive : nullptr;
    if (mounts_sys(directive.added_mounts)) last = &directive;
  }
  if (last != nullptr) {
    return invalid(place(config, *last) + ": a \"sys\" mount is not possible with network = \"local\"");
  }
  std::erase_if(plan.container.settings.mounts, [](const Mount& m) { return std::holds_alternative<SysMount>(m); });
  return {};
}

void make_absolute(const std::string& project, std::vector<Mount>& mounts) {
  if (project.empty()) return;
  for (auto& mount : mounts) {
    auto* bind = std::get_if<BindMount>(&mount);
    if (bind != nullptr && !bind->local_path.starts_with('/')) {
      bind->local_path.insert(0, project.ends_with('/') ? project : project + "/");
    }
  }
}

}  // namespace

std::vector<std::size_t> matching(const Config& config, const FilterSubject& subject) {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < config.directives.size(); ++i) {
    if (config.directives[i].filter.matches(subject)) which.push_back(i);
  }
  return which;
}

Result<CasePlan> apply(const Config& config, const std::vector<std::size_t>& which, CasePlan start,
                       const Lookup& client_environment) {
  auto& environment = start.container.settings.environment;
  std::size_t begin = 0;  // of the directives whose environment counts: what one replaces is not even read
  for (std::size_t i = 0; i < which.size(); ++i) {
    apply_plain(config.directives[which[i]], start);
    if (config.directives[which[i]].environment) begin = i;
  }
  for (std::size_t i = begin; i < which.size(); ++i) {
    const auto& directive = config.directives[which[i]];
    std::vector<EnvironmentElement> elements = directive.environment.value_or(std::vector<EnvironmentElement>{});
    append(elements, directive.added_environment);
    for (const auto& element : elements) {
      TRY_ASSIGN_IN(place(config, directive), next, extended(environment, element, client_environment));
      environment = std::move(next);
    }
  }
  TRY(settle_sys(config, which, start));
  make_absolute(config.project, start.container.settings.mounts);
  return start;
}

}  // namespace maelstrom::config
