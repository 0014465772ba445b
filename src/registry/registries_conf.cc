#include "registry/registries_conf.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

namespace maelstrom::registry {
namespace {

// The host that answers for Docker Hub's images.
constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kDockerHubHost = "registry-1.docker.io";

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.starts_with("localhost:") || host.starts_with("127.") || host.starts_with("[::1]");
}

// "*.example.org" is every host below it; any other prefix ends where a component does.
bool matches(std::string_view name, std::string_view prefix) {
  if (prefix.starts_with("*.")) {
    const auto host = name.substr(0, name.find('/'));
    return host.size() > prefix.size() - 1 && host.ends_with(prefix.substr(1));
  }
  return name.starts_with(prefix) &&
         (name.size() == prefix.size() || name[prefix.size()] == '/' || name[prefix.size()] == ':');
}

Endpoint endpoint_of(std::string_view name, bool insecure) {
  const auto slash = name.find('/');
  std::string_view host = name.substr(0, slash);
  Endpoint endpoint{.host = std::string(host == kDockerHub ? kDockerHubHost : host),
                    .repository = slash == std::string_view::npos ? "" : std::string(name.substr(slash + 1)),
                    .plain = insecure || is_loopback(host),
                    .insecure = insecure};
  return endpoint;
}

}  // namespace

Status RegistriesConf::add(std::string_view text, const std::string& file) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return invalid(fmt::format("{}:{}:{}: error: {}", file, error.source().begin.line, error.source().begin.column,
                               error.description()));
  }
  const auto* registries = table["registry"].as_array();
  if (registries == nullptr) return {};
  for (const auto& node : *registries) {
    const auto* registry = node.as_table();
    if (registry == nullptr) continue;
    Entry entry{.file = file};
    entry.own = {(*registry)["location"].value_or(std::string()), (*registry)["insecure"].value_or(false)};
    entry.prefix = (*registry)["prefix"].value_or(entry.own.location);
    entry.blocked = (*registry)["blocked"].value_or(false);
    if (entry.prefix.empty()) {
      return invalid(fmt::format("{}:{}:{}: error: a registry without prefix and location", file,
                                 node.source().begin.line, node.source().begin.column));
    }
    if (const auto* mirrors = (*registry)["mirror"].as_array()) {
      for (const auto& mirror : *mirrors) {
        const auto* one = mirror.as_table();
        if (one == nullptr) continue;
        entry.mirrors.push_back({(*one)["location"].value_or(std::string()), (*one)["insecure"].value_or(false)});
        if (entry.mirrors.back().location.empty()) entry.mirrors.pop_back();
      }
    }
    std::erase_if(entries_, [&](const Entry& other) { return other.prefix == entry.prefix; });
    entries_.push_back(std::move(entry));
  }
  return {};
}

// The longest prefix counts.
const RegistriesConf::Entry* RegistriesConf::find(const std::string& name) const {
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    if (!matches(name, entry.prefix)) continue;
    if (found == nullptr || entry.prefix.size() > found->prefix.size()) found = &entry;
  }
  return found;
}

Result<std::vector<Endpoint>> RegistriesConf::endpoints(const ImageRepository& repository) const {
  const std::string name = repository.registry + "/" + repository.path;
  const Entry* entry = find(name);
  if (entry == nullptr) return std::vector{endpoint_of(name, false)};
  if (entry->blocked) return invalid(fmt::format("{} blocks images of {}", entry->file, entry->prefix));
  const bool wild = entry->prefix.starts_with("*.");
  const auto moved = [&](const Location& to) {
    const bool in_place = wild || to.location.empty();
    return endpoint_of(in_place ? name : to.location + name.substr(entry->prefix.size()), to.insecure);
  };
  std::vector<Endpoint> endpoints;
  for (const Location& mirror : entry->mirrors) {
    const std::string rest = wild ? name.substr(name.find('/')) : name.substr(entry->prefix.size());
    endpoints.push_back(endpoint_of(mirror.location + rest, mirror.insecure));
  }
  endpoints.push_back(moved(entry->own));
  return endpoints;
}

}  // namespace maelstrom::registry
