#include "cli/run_settings.h"

#include "config/partition.h"
#include "os/machine.h"

namespace maelstrom::cli {

namespace {

// A setting with the place that said it.
template <typename T>
std::optional<Declared<T>> said(const config::Settings& all, const std::string& name, const std::optional<T>& value) {
  if (!value) return std::nullopt;
  const auto origin = all.origins.find(name);
  return Declared<T>{*value, {.what = origin == all.origins.end() ? "the settings" : origin->second}};
}

// None if nobody says one. Errors: Invalid, with the place that said it.
Result<std::optional<reapi::RemoteAddress>> address(const config::Settings& all, const std::string& name,
                                                    const std::optional<std::string>& value) {
  if (!value || value->empty()) return std::nullopt;
  const auto origin = all.origins.find(name);
  TRY_ASSIGN_IN(origin == all.origins.end() ? name : origin->second, parsed, reapi::parse_remote_address(*value));
  return parsed;
}

// "ann@laptop".
std::string share_of_user(const Lookup& environment) {
  const auto host = os::host_name();
  return environment("USER").value_or("somebody") + "@" + (host ? *host : "somewhere");
}

Result<Identity> checked_identity(const config::Settings& all, const RunSettings& settings) {
  TRY_ASSIGN(identity, identity_of(all));
  std::vector<reapi::RemoteAddress> servers;
  for (const auto& server : {settings.remote, settings.remote_cache}) {
    if (server) servers.push_back(*server);
  }
  if (!servers.empty()) TRY(check_identity(all, identity, servers));
  return identity;
}

}  // namespace

Result<RunSettings> resolve(const RunOptions& typed, const config::Settings& all, const Lookup& environment,
                            std::size_t cores) {
  TRY_ASSIGN(cache, all.cache_root ? *all.cache_root : default_cache_root(environment));
  TRY_ASSIGN(state, all.state_root ? *all.state_root : default_state_root(environment));
  RunSettings settings{.slots = all.slots.value_or(std::max<std::size_t>(cores, 1)),
                       .memory = all.memory,
                       .cache_root = std::move(cache),
                       .state_root = std::move(state),
                       .defaults = {.isolation = said(all, "isolation", all.isolation),
                                    .timeout = said(all, "timeout", all.timeout),
                                    .retries = said(all, "retries", all.retries)}};
  settings.whose_default = session::default_container_named(all.default_container.value_or("maelstrom")).value();
  if (all.refresh.value_or(false)) settings.cache = execute::CacheUse::kRefresh;
  if (all.no_cache.value_or(false)) settings.cache = execute::CacheUse::kNone;
  if (typed.refresh) settings.cache = execute::CacheUse::kRefresh;
  TRY_ASSIGN(remote, address(all, "remote", all.remote));
  settings.remote = std::move(remote);
  settings.remote_slots = all.remote_slots.value_or(settings.remote_slots);
  settings.remote_share = all.remote_share.value_or(share_of_user(environment));
  if (all.accept_isolation == "files") settings.accepted = Containment::kFiles;
  if (all.hybrid.value_or(false)) settings.slots_here = execute::SlotsHere::kForAll;
  if (all.remote_fallback == "local") settings.when_lost = execute::WhenLost::kLocal;
  TRY_ASSIGN(remote_cache, address(all, "remote-cache", all.remote_cache));
  settings.remote_cache = std::move(remote_cache);
  TRY_ASSIGN(identity, checked_identity(all, settings));
  settings.identity = std::move(identity);
  settings.remote_cache_read_only = all.remote_cache_read_only.value_or(false);
  settings.choice.failed_only = all.rerun.has_value();
  if (all.partition) settings.choice.partition = config::parse_partition(*all.partition);
  settings.choice.shuffle = all.shuffle.value_or("");
  settings.repeat = {.times = typed.repeat, .until_failure = typed.repeat_until_fail};
  if (settings.repeat.asked() && typed.retries) {
    return invalid("--repeat looks for the failures that --retries looks over: give one of them");
  }
  settings.stop_after = all.stop_after.value_or(typed.repeat_until_fail ? 1 : 0);
  if (all.flaky_result == "fail") settings.flaky_result = session::FlakyResult::kFail;
  settings.audit_cache = static_cast<unsigned>(all.audit_cache.value_or(0));
  settings.audit_isolation = static_cast<unsigned>(all.audit_isolation.value_or(0));
  if (all.inline_limit) settings.inline_limit = *all.inline_limit;
  settings.image_depot = all.container_image_depot_root.value_or(settings.cache_root + "/images");
  settings.accept_invalid_certificates = all.accept_invalid_remote_container_tls_certs.value_or(false);
  if (all.cache_size) settings.cache_size = *all.cache_size;
  if (typed.isolation)
    settings.forced.isolation = {*typed.isolation == "strict" ? Isolation::kStrict : Isolation::kDefault,
                                 {.what = "--isolation"}};
  if (typed.retries) settings.forced.retries = {*typed.retries, {.what = "--retries"}};
  if (typed.timeout) settings.forced.timeout = {std::chrono::seconds(*typed.timeout), {.what = "--timeout"}};
  return settings;
}

}  // namespace maelstrom::cli
