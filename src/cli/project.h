// The project that the program was started in, and what its file says.
#pragma once

#include <string>

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
};

// The directory of maelstrom.toml, searched upward from `current`; if there is none, or a file was
// named, that of the uppermost of the CMakeLists.txt that stand one above the other from there; else
// `current` itself.
// Errors: Invalid with every error of the file, a line each; a file that was named and is not there.
Result<Project> find_project(const Host& host, const ProjectOptions& options, const std::string& current);

// Errors: Invalid for a filter that cannot be read; names the option.
Result<config::Selection> selection(const ProjectOptions& options);

// What to build and to look for; relative paths of the command line start from `current`, those of
// the file from the project.
session::DiscoverOptions discover_options(const ProjectOptions& options, const Project& project,
                                          const std::string& current);

}  // namespace maelstrom::cli
