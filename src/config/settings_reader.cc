#include "config/settings_reader.h"

#include <algorithm>
#include <limits>

#include "base/glob.h"
#include "base/strings.h"
#include "config/directive_reader.h"
#include "config/partition.h"

namespace maelstrom::config {
namespace {

constexpr Named<std::uint64_t> kUnits[] = {
    {"", 1},
    {"B", 1},
    {"kB", 1000},
    {"KB", 1000},
    {"MB", 1000ULL * 1000},
    {"GB", 1000ULL * 1000 * 1000},
    {"TB", 1000ULL * 1000 * 1000 * 1000},
    {"KiB", 1ULL << 10},
    {"MiB", 1ULL << 20},
    {"GiB", 1ULL << 30},
    {"TiB", 1ULL << 40},
};

constexpr Named<std::string_view> kColors[] = {{"auto", "auto"}, {"always", "always"}, {"never", "never"}};
constexpr Named<std::string_view> kFlakyResults[] = {{"pass", "pass"}, {"fail", "fail"}};
constexpr Named<std::string_view> kFallbacks[] = {{"fail", "fail"}, {"local", "local"}};
constexpr Named<std::string_view> kDefaultContainers[] = {{"maelstrom", "maelstrom"},
                                                          {"cargo-maelstrom", "cargo-maelstrom"},
                                                          {"maelstrom-go-test", "maelstrom-go-test"},
                                                          {"maelstrom-pytest", "maelstrom-pytest"}};
constexpr Named<std::string_view> kAccepted[] = {{"container", "container"}, {"files", "files"}};
constexpr Named<std::string_view> kReruns[] = {{"failed", "failed"}};
constexpr Named<std::string_view> kUis[] = {
    {"auto", "auto"}, {"simple", "simple"}, {"fancy", "fancy"}, {"quiet", "quiet"}};

template <std::size_t N>
std::optional<std::string> one_of(TableReader& reader, std::string_view key,
                                  const Named<std::string_view> (&known)[N]) {
  const auto name = named_field(reader, key, known);
  return name ? std::optional(std::string(*name)) : std::nullopt;
}

std::vector<std::string> read_strings(TableReader& reader, std::string_view key) {
  return reader.string_or_strings(key).value_or(std::vector<std::string>{});
}

std::vector<std::string> read_artifacts(TableReader& reader) {
  auto patterns = read_strings(reader, "artifacts");
  for (const auto& pattern : patterns) {
    if (const auto glob = Glob::parse(pattern); !glob) {
      reader.diagnostics().error(reader.find("artifacts")->value.at, glob.error().message());
    }
  }
  return patterns;
}

std::optional<std::size_t> read_slots(TableReader& reader, const std::string& name) {
  const auto slots = reader.whole_number(name, 10'000);
  if (slots == 0U) reader.diagnostics().error(reader.find(name)->value.at, "\"" + name + "\" must be at least 1");
  return slots;
}

std::optional<std::string> read_partition(TableReader& reader) {
  const auto text = reader.string("partition");
  if (text && !parse_partition(*text)) {
    reader.diagnostics().error(reader.find("partition")->value.at,
                               "\"partition\" must be hash:M/N, slice:M/N or time:M/N, with M from 1 to N");
  }
  return text;
}

// A number is as good a seed as a word.
std::optional<std::string> read_seed(TableReader& reader) {
  const auto* member = reader.find("shuffle");
  if (member == nullptr || !std::holds_alternative<std::int64_t>(member->value.is)) return reader.string("shuffle");
  const auto number = reader.whole_number("shuffle");
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

std::optional<std::string> read_project_path(TableReader& reader) {
  const auto text = reader.string("project_path");
  if (!text) return std::nullopt;
  auto path = parse_project_path(*text);
  if (!path) {
    reader.diagnostics().error(reader.find("project_path")->value.at,
                               "\"project_path\" must be an absolute path without \"..\", and not \"/\"");
  }
  return path;
}

}  // namespace

std::optional<std::string> parse_project_path(std::string_view text) {
  std::string tidied;
  for (const std::string_view part : split(text, '/')) {
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") tidied += "/" + std::string(part);
  }
  if (!text.starts_with('/') || tidied.empty()) return std::nullopt;
  return tidied;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_unsigned(text.substr(0, digits));
  if (!number) return std::nullopt;
  for (const auto& unit : kUnits) {
    if (unit.name != trim(text.substr(digits))) continue;
    if (*number > std::numeric_limits<std::int64_t>::max() / unit.value) return std::nullopt;
    return *number * unit.value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> read_bytes(TableReader& reader, std::string_view key) {
  const auto* member = reader.find(key);
  if (member == nullptr) return std::nullopt;
  if (std::holds_alternative<std::int64_t>(member->value.is)) return reader.whole_number(key);
  const auto text = reader.string(key);
  if (!text) return std::nullopt;
  const auto bytes = parse_bytes(*text);
  if (!bytes) {
    reader.diagnostics().error(member->value.at,
                               "\"" + std::string(key) + "\" must be a number of bytes or text like \"10 GiB\"");
  }
  return bytes;
}

std::string option_name(std::string name) {
  std::ranges::replace(name, '_', '-');
  return name;
}

Settings read_settings(const Table& table, Position at, Diagnostics& diagnostics) {
  TableReader reader(table, at, "[settings]", diagnostics, TableReader::Dashes::kEitherDash);
  Settings settings;
  settings.slots = read_slots(reader, "slots");
  settings.default_container = one_of(reader, "default_container", kDefaultContainers);
  settings.isolation = named_field(reader, "isolation", kIsolations);
  if (const auto seconds = reader.whole_number("timeout", kMaxTimeout))
    settings.timeout = std::chrono::seconds(*seconds);
  settings.include = read_strings(reader, "include");
  settings.exclude = read_strings(reader, "exclude");
  settings.report = read_strings(reader, "report");
  settings.ui = one_of(reader, "ui", kUis);
  settings.color = one_of(reader, "color", kColors);
  settings.verbose = reader.boolean("verbose");
  settings.build_dir = reader.string("build_dir");
  settings.build_config = reader.string("build_config");
  settings.no_build = reader.boolean("no_build");
  settings.project_path = read_project_path(reader);
  settings.no_cache = reader.boolean("no_cache");
  settings.refresh = reader.boolean("refresh");
  settings.memory = read_bytes(reader, "memory");
  settings.retries = reader.whole_number("retries", kMaxRetries);
  settings.flaky_result = one_of(reader, "flaky_result", kFlakyResults);
  settings.stop_after = reader.whole_number("stop_after");
  settings.partition = read_partition(reader);
  settings.shuffle = read_seed(reader);
  settings.rerun = one_of(reader, "rerun", kReruns);
  settings.remote = reader.string("remote");
  settings.remote_slots = read_slots(reader, "remote_slots");
  settings.remote_fallback = one_of(reader, "remote_fallback", kFallbacks);
  settings.remote_share = reader.string("remote_share");
  settings.hybrid = reader.boolean("hybrid");
  settings.accept_isolation = one_of(reader, "accept_isolation", kAccepted);
  settings.tls_ca = reader.string("tls_ca");
  settings.client_certificate = reader.string("client_certificate");
  settings.client_key = reader.string("client_key");
  settings.token_file = reader.string("token_file");
  settings.token_command = reader.string("token_command");
  settings.credential_helper = reader.string("credential_helper");
  settings.remote_cache = reader.string("remote_cache");
  settings.remote_cache_read_only = reader.boolean("remote_cache_read_only");
  settings.audit_cache = reader.whole_number("audit_cache", 100);
  settings.audit_isolation = reader.whole_number("audit_isolation", 100);
  settings.artifacts = read_artifacts(reader);
  settings.cache_root = reader.string("cache_root");
  settings.state_root = reader.string("state_root");
  settings.cache_size = read_bytes(reader, "cache_size");
  settings.inline_limit = read_bytes(reader, "inline_limit");
  settings.container_image_depot_root = reader.string("container_image_depot_root");
  settings.accept_invalid_remote_container_tls_certs = reader.boolean("accept_invalid_remote_container_tls_certs");
  reader.finish();
  for (const Member& member : table) {
    const std::string& file = diagnostics.file();
    settings.origins[option_name(member.key)] = member.at.line > 0 ? file + ":" + std::to_string(member.at.line) : file;
  }
  return settings;
}

}  // namespace maelstrom::config
