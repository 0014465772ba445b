// The project that the program was started in, and what its file says.
#pragma once

#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "cli/options.h"
#include "config/case_argument.h"
#include "config/config.h"
#include "session/discover.h"

namespace maelstrom::cli {

struct Project {
  std::string directory;  // absolute
  config::Config config;
  std::vector<std::string> warnings;  // about its file
  bool takes_from_build = false;      // the file names <build-dir>: tests need more of it than their programs
};

// Where a project without a maelstrom.toml begins: the directory of the uppermost of the CMakeLists.txt that stand one
// above the other from `current`, else the same of meson.build, else `current` itself.
std::string project_directory(const Host& host, const std::string& current);

// The directory of maelstrom.toml, searched upward from `current`; if there is none, or a file was named, the
// project_directory().
// Errors: Invalid with every error of the file, a line each; a file that was named and is not there.
Result<Project> find_project(const Host& host, const ProjectOptions& options, const std::string& current);

// Errors: Invalid for a filter that cannot be read; names who said it.
Result<config::Selection> selection(const config::Settings& all);

// What to build and to look for; `artifacts` are those of the command line, relative to `current`.
session::DiscoverOptions discover_options(const config::Settings& all, const std::string& project,
                                          const std::vector<std::string>& artifacts, const std::string& current);

}  // namespace maelstrom::cli
