#include "cli/project.h"

#include <utility>

#include "config/find_config.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

using session::absolute_path;
using session::parent_path;

std::string all_of(const std::vector<config::Diagnostic>& diagnostics) {
  std::string text;
  for (const config::Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += diagnostic.to_string();
  }
  return text;
}

}  // namespace

std::string project_directory(const Host& host, const std::string& current) {
  for (const char* file : {"CMakeLists.txt", "meson.build"}) {
    std::optional<std::string> found;
    for (std::string at = current; host.exists(absolute_path(at, file)); at = parent_path(at)) {
      found = at;
      if (at == "/") break;
    }
    if (found) return *found;
  }
  return current;
}

Result<Project> find_project(const Host& host, const ProjectOptions& options, const std::string& current) {
  std::optional<std::string> file;
  if (options.config_file) {
    file = absolute_path(current, *options.config_file);
  } else {
    file = config::find_config(host, current);
  }
  if (!file) return Project{.directory = project_directory(host, current)};
  TRY_ASSIGN_IN("the configuration", text, host.read_file(*file));
  config::ParsedConfig parsed = config::parse_config(text, *file);
  if (!parsed.errors.empty()) return invalid(all_of(parsed.errors));
  // A file that was named may lie anywhere; the project is where the person stands.
  const std::string directory = options.config_file ? project_directory(host, current) : parent_path(*file);
  Project project{.directory = directory,
                  .config = std::move(parsed.config),
                  .takes_from_build = text.find("<build-dir>") != std::string::npos};
  project.config.project = project.directory;
  for (const config::Diagnostic& warning : parsed.warnings) project.warnings.push_back(warning.to_warning());
  return project;
}

Result<config::Selection> selection(const config::Settings& all) {
  const auto origin = [&all](const std::string& name) {
    const auto found = all.origins.find(name);
    return found == all.origins.end() ? "--" + name : found->second;
  };
  config::Selection selection;
  for (const std::string& text : all.include) {
    TRY_ASSIGN_IN(origin("include"), filter, config::parse_selection(text));
    selection.includes.push_back(std::move(filter));
  }
  for (const std::string& text : all.exclude) {
    TRY_ASSIGN_IN(origin("exclude"), filter, config::parse_selection(text));
    selection.excludes.push_back(std::move(filter));
  }
  return selection;
}

session::DiscoverOptions discover_options(const config::Settings& all, const std::string& project,
                                          const std::vector<std::string>& artifacts, const std::string& current) {
  session::DiscoverOptions discover{
      .project = project,
      .build_directory = all.build_dir,
      .configuration = all.build_config,
      .building = all.no_build.value_or(false) ? session::Building::kSkipped : session::Building::kQuiet,
      .artifact_globs = all.artifacts};
  if (discover.build_directory) discover.build_directory = absolute_path(current, *discover.build_directory);
  for (const std::string& path : artifacts) discover.artifacts.push_back(absolute_path(current, path));
  return discover;
}

}  // namespace maelstrom::cli
