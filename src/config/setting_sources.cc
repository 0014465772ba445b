#include "config/setting_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "base/strings.h"
#include "config/document.h"
#include "config/settings_reader.h"

namespace maelstrom::config {
namespace {

// Calls `visit` with the long option's name of each setting and the member that holds it.
template <typename Visit>
void each_setting(Visit visit) {
  visit("slots", &Settings::slots);
  visit("default-container", &Settings::default_container);
  visit("memory", &Settings::memory);
  visit("isolation", &Settings::isolation);
  visit("timeout", &Settings::timeout);
  visit("include", &Settings::include);
  visit("exclude", &Settings::exclude);
  visit("report", &Settings::report);
  visit("ui", &Settings::ui);
  visit("color", &Settings::color);
  visit("verbose", &Settings::verbose);
  visit("build-dir", &Settings::build_dir);
  visit("build-config", &Settings::build_config);
  visit("no-build", &Settings::no_build);
  visit("project-path", &Settings::project_path);
  visit("no-cache", &Settings::no_cache);
  visit("refresh", &Settings::refresh);
  visit("retries", &Settings::retries);
  visit("flaky-result", &Settings::flaky_result);
  visit("stop-after", &Settings::stop_after);
  visit("partition", &Settings::partition);
  visit("shuffle", &Settings::shuffle);
  visit("rerun", &Settings::rerun);
  visit("remote", &Settings::remote);
  visit("remote-slots", &Settings::remote_slots);
  visit("remote-fallback", &Settings::remote_fallback);
  visit("hybrid", &Settings::hybrid);
  visit("remote-share", &Settings::remote_share);
  visit("accept-isolation", &Settings::accept_isolation);
  visit("tls-ca", &Settings::tls_ca);
  visit("client-certificate", &Settings::client_certificate);
  visit("client-key", &Settings::client_key);
  visit("token-file", &Settings::token_file);
  visit("token-command", &Settings::token_command);
  visit("credential-helper", &Settings::credential_helper);
  visit("remote-cache", &Settings::remote_cache);
  visit("remote-cache-read-only", &Settings::remote_cache_read_only);
  visit("audit-cache", &Settings::audit_cache);
  visit("audit-isolation", &Settings::audit_isolation);
  visit("artifacts", &Settings::artifacts);
  visit("cache-root", &Settings::cache_root);
  visit("state-root", &Settings::state_root);
  visit("cache-size", &Settings::cache_size);
  visit("inline-limit", &Settings::inline_limit);
  visit("container-image-depot-root", &Settings::container_image_depot_root);
  visit("accept-invalid-remote-container-tls-certs", &Settings::accept_invalid_remote_container_tls_certs);
}

std::string variable_name(const std::string& prefix, std::string_view option) {
  std::string name = prefix + "_";
  for (const char c : option) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// A variable's text as the file would say it: true, 8, ["a", "b"]; anything else is a string.
Value value_of(const std::string& text) {
  if (text == "true" || text == "false") return {text == "true", {}};
  if (const auto number = parse_unsigned(text); number && *number <= INT64_MAX) {
    return {static_cast<std::int64_t>(*number), {}};
  }
  if (text.starts_with('[')) {
    Diagnostics ignored("");
    auto table = parse_toml("value = " + text, ignored);
    if (table && table->size() == 1) return {std::move(table->front().value.is), {}};
  }
  return {text, {}};
}

bool is_said(const std::vector<std::string>& value) { return !value.empty(); }
template <typename T>
bool is_said(const std::optional<T>& value) {
  return value.has_value();
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string as_toml(const std::optional<std::uint64_t>& value) { return std::to_string(*value); }
std::string as_toml(const std::optional<bool>& value) { return *value ? "true" : "false"; }
std::string as_toml(const std::optional<std::string>& value) { return quoted(*value); }
std::string as_toml(const std::optional<std::chrono::seconds>& value) { return std::to_string(value->count()); }
std::string as_toml(const std::optional<Isolation>& value) { return quoted(isolation_name(*value)); }
std::string as_toml(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + quoted(value);
  return "[" + out + "]";
}

std::string below(const std::string& directory, const std::string& path) {
  return path.starts_with('/') ? path : directory + "/" + path;
}

}  // namespace

ParsedSettings parse_user_settings(std::string_view text, const std::string& file) {
  Diagnostics diagnostics(file);
  ParsedSettings parsed;
  if (const auto table = parse_toml(text, diagnostics)) parsed.settings = read_settings(*table, {1, 1}, diagnostics);
  parsed.errors = diagnostics.take_errors();
  return parsed;
}

ParsedSettings environment_settings(const std::vector<std::string>& prefixes, const Lookup& environment) {
  ParsedSettings parsed;
  std::vector<Settings> sources;
  each_setting([&](std::string_view option, auto) {
    for (const std::string& prefix : prefixes) {
      const std::string variable = variable_name(prefix, option);
      const auto text = environment(variable);
      if (!text || text->empty()) continue;
      Diagnostics diagnostics(variable);
      sources.push_back(read_settings({{std::string(option), {}, value_of(*text)}}, {}, diagnostics));
      std::ranges::move(diagnostics.take_errors(), std::back_inserter(parsed.errors));
      return;
    }
  });
  parsed.settings = merged(sources);
  return parsed;
}

void make_absolute(Settings& settings, const std::string& directory) {
  for (auto* path :
       {&settings.build_dir, &settings.cache_root, &settings.state_root, &settings.container_image_depot_root,
        &settings.tls_ca, &settings.client_certificate, &settings.client_key, &settings.token_file}) {
    if (*path) *path = below(directory, **path);
  }
  // A mere name is searched in PATH.
  auto& helper = settings.credential_helper;
  if (helper && helper->find('/') != std::string::npos) helper = below(directory, *helper);
  for (std::string& report : settings.report) {
    const auto equals = report.find('=');
    if (equals == std::string::npos || equals + 1 == report.size() || report.substr(equals + 1) == "-") continue;
    report = report.substr(0, equals + 1) + below(directory, report.substr(equals + 1));
  }
}

Settings only(const Settings& settings, std::span<const std::string_view> options) {
  Settings kept;
  each_setting([&](std::string_view option, auto member) {
    if (std::ranges::find(options, option) != options.end()) kept.*member = settings.*member;
  });
  kept.origins = settings.origins;
  return kept;
}

Settings merged(std::span<const Settings> strongest_first) {
  Settings all;
  for (const Settings& source : strongest_first) {
    each_setting([&](std::string_view option, auto member) {
      if (!is_said(source.*member) || is_said(all.*member)) return;
      all.*member = source.*member;
      const auto origin = source.origins.find(std::string(option));
      if (origin != source.origins.end()) all.origins.insert(*origin);
    });
  }
  all.report.clear();
  for (const Settings& source : strongest_first) {
    all.report.insert(all.report.end(), source.report.begin(), source.report.end());
  }
  return all;
}

std::string described(const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t width = 0;
  each_setting([&](std::string_view option, auto member) {
    if (!is_said(settings.*member)) return;
    const auto origin = settings.origins.find(std::string(option));
    lines.emplace_back(fmt::format("{} = {}", option, as_toml(settings.*member)),
                       origin == settings.origins.end() ? "default" : origin->second);
    width = std::max(width, lines.back().first.size());
  });
  std::string text;
  for (const auto& [line, origin] : lines) text += fmt::format("{:<{}}  # {}\n", line, width, printable(origin));
  return text;
}

}  // namespace maelstrom::config
