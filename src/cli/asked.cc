#include "cli/asked.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "os/machine.h"

namespace maelstrom::cli {
namespace {

// What holds where nobody says anything, as far as it can be told.
config::Settings defaults(const config::Lookup& environment, std::size_t cores) {
  config::Settings settings{.slots = cores,
                            .isolation = Isolation::kDefault,
                            .ui = "auto",
                            .color = "auto",
                            .cache_size = RunSettings{}.cache_size,
                            .inline_limit = RunSettings{}.inline_limit};
  if (auto root = default_cache_root(environment)) settings.cache_root = std::move(*root);
  if (auto root = default_state_root(environment)) settings.state_root = std::move(*root);
  return settings;
}

// Strongest first.
Result<std::vector<config::Settings>> sources(const Host& host, const Asking& asking, const Project& project,
                                              config::Settings typed) {
  std::vector<config::Settings> all;
  all.push_back(std::move(typed));
  TRY_ASSIGN(of_environment, environment_settings(asking));
  all.push_back(std::move(of_environment));
  all.push_back(project.config.settings);
  make_absolute(all.back(), project.directory);
  TRY_ASSIGN(of_user, user_settings(host, asking));
  std::ranges::move(of_user, std::back_inserter(all));
  return all;
}

}  // namespace

Result<Asked> resolve_all(const Host& host, const Asking& asking, const ProjectOptions& project, const RunOptions& run,
                          const DisplayOptions& display) {
  Asked asked{.cores = os::usable_cores()};
  TRY_ASSIGN(found, find_project(host, project, asking.current));
  asked.project = std::move(found);
  TRY_ASSIGN(places, sources(host, asking, asked.project, typed_settings(project, run, display, asking.current)));
  const config::Settings said = config::merged(places);
  TRY_ASSIGN(chosen, selection(said));
  asked.selection = std::move(chosen);
  TRY_ASSIGN(settings, resolve(run, said, asking.environment, asked.cores));
  asked.settings = std::move(settings);
  asked.discover = discover_options(said, asked.project.directory, project.artifacts, asking.current);
  asked.discover.jobs = asked.cores;
  places.push_back(defaults(asking.environment, asked.cores));
  asked.all = config::merged(places);
  return asked;
}

void build_what_is_selected(Asked& asked) {
  if (!asked.selection.is_restricted() || asked.project.takes_from_build) return;
  asked.discover.asks = [selection = asked.selection](std::string_view artifact) {
    return selection.may_select_artifact(artifact);
  };
}

}  // namespace maelstrom::cli
