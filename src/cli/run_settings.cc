#include "cli/run_settings.h"

#include "session/paths.h"

namespace maelstrom::cli {
namespace {

using session::absolute_path;

Result<std::string> root(const std::optional<std::string>& typed, const std::optional<std::string>& of_file,
                         const Places& places, const Lookup& environment,
                         Result<std::string> (*otherwise)(const Lookup&)) {
  if (typed) return absolute_path(places.current, *typed);
  if (of_file) return absolute_path(places.project, *of_file);
  return otherwise(environment);
}

}  // namespace

Result<RunSettings> resolve(const RunOptions& typed, const config::Settings& file, const Places& places,
                            const Lookup& environment, std::size_t cores) {
  TRY_ASSIGN(cache, root(typed.cache_root, file.cache_root, places, environment, default_cache_root));
  TRY_ASSIGN(state, root(typed.state_root, file.state_root, places, environment, default_state_root));
  RunSettings settings{.slots = typed.slots.value_or(file.slots.value_or(std::max<std::size_t>(cores, 1))),
                       .cache_root = std::move(cache),
                       .state_root = std::move(state),
                       .defaults = {.isolation = file.isolation, .timeout = file.timeout}};
  if (file.cache_size) settings.cache_size = *file.cache_size;
  if (typed.isolation)
    settings.forced.isolation = *typed.isolation == "strict" ? Isolation::kStrict : Isolation::kDefault;
  if (typed.timeout) settings.forced.timeout = std::chrono::seconds(*typed.timeout);
  return settings;
}

std::string color_of(const std::optional<std::string>& typed, const config::Settings& file) {
  return typed.value_or(file.color.value_or("auto"));
}

}  // namespace maelstrom::cli
