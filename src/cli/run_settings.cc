#include "cli/run_settings.h"

namespace maelstrom::cli {

Result<RunSettings> resolve(const RunOptions& typed, const config::Settings& all, const Lookup& environment,
                            std::size_t cores) {
  TRY_ASSIGN(cache, all.cache_root ? *all.cache_root : default_cache_root(environment));
  TRY_ASSIGN(state, all.state_root ? *all.state_root : default_state_root(environment));
  RunSettings settings{.slots = all.slots.value_or(std::max<std::size_t>(cores, 1)),
                       .cache_root = std::move(cache),
                       .state_root = std::move(state),
                       .defaults = {.isolation = all.isolation, .timeout = all.timeout}};
  if (all.refresh.value_or(false)) settings.cache = execute::CacheUse::kRefresh;
  if (all.no_cache.value_or(false)) settings.cache = execute::CacheUse::kNone;
  if (typed.refresh) settings.cache = execute::CacheUse::kRefresh;
  if (all.inline_limit) settings.inline_limit = *all.inline_limit;
  settings.image_depot = all.container_image_depot_root.value_or(settings.cache_root + "/images");
  settings.accept_invalid_certificates = all.accept_invalid_remote_container_tls_certs.value_or(false);
  if (all.cache_size) settings.cache_size = *all.cache_size;
  if (typed.isolation)
    settings.forced.isolation = *typed.isolation == "strict" ? Isolation::kStrict : Isolation::kDefault;
  if (typed.timeout) settings.forced.timeout = std::chrono::seconds(*typed.timeout);
  return settings;
}

}  // namespace maelstrom::cli
