#include "cli/settings.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "cli/directories.h"
#include "cli/run_settings.h"
#include "config/settings_reader.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

using config::Settings;

class Typed {
 public:
  template <typename T, typename From>
  void take(std::optional<T>& setting, const std::optional<From>& typed, const std::string& name) {
    if (!typed) return;
    setting = T(*typed);
    settings.origins[name] = "--" + name;
  }
  void take(std::optional<bool>& setting, bool typed, const std::string& name) {
    if (typed) take(setting, std::optional(true), name);
  }
  void take(std::vector<std::string>& setting, const std::vector<std::string>& typed, const std::string& name) {
    if (typed.empty()) return;
    setting = typed;
    settings.origins[name] = "--" + name;
  }

  Settings settings;
};

void take_identity(Typed& typed, const IdentityOptions& identity) {
  Settings& settings = typed.settings;
  typed.take(settings.tls_ca, identity.tls_ca, "tls-ca");
  typed.take(settings.client_certificate, identity.client_certificate, "client-certificate");
  typed.take(settings.client_key, identity.client_key, "client-key");
  typed.take(settings.token_file, identity.token_file, "token-file");
  typed.take(settings.token_command, identity.token_command, "token-command");
  typed.take(settings.credential_helper, identity.credential_helper, "credential-helper");
}

std::string all_of(const std::vector<config::Diagnostic>& diagnostics) {
  std::string text;
  for (const config::Diagnostic& diagnostic : diagnostics) {
    text += (text.empty() ? "" : "\n") + diagnostic.to_string();
  }
  return text;
}

// The directories of the XDG Base Directory Specification, the most important first; relative ones are to be ignored.
std::vector<std::string> config_directories(const config::Lookup& environment) {
  std::vector<std::string> directories;
  const auto add = [&](std::string_view path) {
    if (path.starts_with('/')) directories.emplace_back(path);
  };
  const auto home = environment("HOME").value_or("");
  const auto own = environment("XDG_CONFIG_HOME").value_or("");
  add(own.empty() ? home + "/.config" : own);
  const auto others = environment("XDG_CONFIG_DIRS").value_or("");
  for (const std::string_view path : split(others.empty() ? "/etc/xdg" : std::string_view(others), ':')) add(path);
  return directories;
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace

Settings typed_settings(const ProjectOptions& project, const RunOptions& run, const DisplayOptions& display,
                        const std::string& current) {
  Typed typed;
  Settings& settings = typed.settings;
  typed.take(settings.include, project.includes, "include");
  typed.take(settings.exclude, project.excludes, "exclude");
  typed.take(settings.build_dir, project.build_directory, "build-dir");
  typed.take(settings.build_config, project.build_configuration, "build-config");
  typed.take(settings.no_build, project.no_build, "no-build");
  if (project.project_path) {
    typed.take(settings.project_path, config::parse_project_path(*project.project_path), "project-path");
  }
  typed.take(settings.no_cache, run.no_cache, "no-cache");
  typed.take(settings.refresh, run.refresh, "refresh");
  typed.take(settings.retries, run.retries, "retries");
  typed.take(settings.flaky_result, run.flaky_result, "flaky-result");
  typed.take(settings.stop_after, run.stop_after, "stop-after");
  typed.take(settings.partition, run.partition, "partition");
  typed.take(settings.shuffle, run.shuffle, "shuffle");
  typed.take(settings.rerun, run.rerun, "rerun");
  typed.take(settings.remote, run.remote, "remote");
  typed.take(settings.remote_slots, run.remote_slots, "remote-slots");
  typed.take(settings.remote_fallback, run.remote_fallback, "remote-fallback");
  typed.take(settings.hybrid, run.hybrid, "hybrid");
  typed.take(settings.remote_share, run.remote_share, "remote-share");
  typed.take(settings.accept_isolation, run.accept_isolation, "accept-isolation");
  take_identity(typed, run.identity);
  typed.take(settings.remote_cache, run.remote_cache, "remote-cache");
  typed.take(settings.remote_cache_read_only, run.remote_cache_read_only, "remote-cache-read-only");
  typed.take(settings.audit_cache, run.audit_cache, "audit-cache");
  typed.take(settings.audit_isolation, run.audit_isolation, "audit-isolation");
  typed.take(settings.slots, run.slots, "slots");
  if (run.memory) typed.take(settings.memory, config::parse_bytes(*run.memory), "memory");
  typed.take(settings.timeout, run.timeout, "timeout");
  typed.take(settings.cache_root, run.cache_root, "cache-root");
  typed.take(settings.state_root, run.state_root, "state-root");
  if (run.cache_size) typed.take(settings.cache_size, config::parse_bytes(*run.cache_size), "cache-size");
  if (run.inline_limit) typed.take(settings.inline_limit, config::parse_bytes(*run.inline_limit), "inline-limit");
  typed.take(settings.container_image_depot_root, run.image_depot_root, "container-image-depot-root");
  typed.take(settings.accept_invalid_remote_container_tls_certs, run.accept_invalid_certificates,
             "accept-invalid-remote-container-tls-certs");
  typed.take(settings.default_container, run.default_container, "default-container");
  if (run.isolation) {
    const Isolation isolation = *run.isolation == "strict" ? Isolation::kStrict : Isolation::kDefault;
    typed.take(settings.isolation, std::optional(isolation), "isolation");
  }
  typed.take(settings.ui, display.ui, "ui");
  typed.take(settings.color, display.color, "color");
  typed.take(settings.report, display.reports, "report");
  typed.take(settings.verbose, display.verbose, "verbose");
  make_absolute(settings, current);
  return settings;
}

Result<Settings> environment_settings(const Asking& asking) {
  config::ParsedSettings parsed =
      config::environment_settings({"MAELSTROM_" + upper_case(asking.program), "MAELSTROM"}, asking.environment);
  if (!parsed.errors.empty()) return invalid(all_of(parsed.errors));
  make_absolute(parsed.settings, asking.current);
  return std::move(parsed.settings);
}

Result<Settings> settings_of_file(const Host& host, const std::string& path) {
  TRY_ASSIGN_IN("the configuration", text, host.read_file(path));
  config::ParsedSettings parsed = config::parse_user_settings(text, path);
  if (!parsed.errors.empty()) return invalid(all_of(parsed.errors));
  make_absolute(parsed.settings, session::parent_path(path));
  return std::move(parsed.settings);
}

Result<Settings> machine_settings(const Host& host, const Asking& asking, Settings typed, const MachineSettings& has) {
  std::vector<Settings> places{std::move(typed)};
  TRY_ASSIGN(of_environment, environment_settings(asking));
  places.push_back(std::move(of_environment));
  if (has.config_file) {
    TRY_ASSIGN(of_file, settings_of_file(host, session::absolute_path(asking.current, *has.config_file)));
    places.push_back(std::move(of_file));
  } else {
    TRY_ASSIGN(of_user, user_settings(host, asking));
    std::ranges::move(of_user, std::back_inserter(places));
  }
  Settings defaults{
      .slots = has.cores, .color = "auto", .cache_size = RunSettings{}.cache_size, .inline_limit = has.inline_limit};
  if (auto root = default_cache_root(asking.environment)) defaults.cache_root = std::move(*root);
  places.push_back(std::move(defaults));
  return config::only(config::merged(places), has.options);
}

Result<std::vector<Settings>> user_settings(const Host& host, const Asking& asking) {
  std::vector<Settings> all;
  for (const std::string& directory : config_directories(asking.environment)) {
    for (const std::string& name :
         {"/maelstrom/" + asking.program + "/config.toml", std::string("/maelstrom/config.toml")}) {
      if (!host.exists(directory + name)) continue;
      TRY_ASSIGN(settings, settings_of_file(host, directory + name));
      all.push_back(std::move(settings));
    }
  }
  return all;
}

}  // namespace maelstrom::cli
