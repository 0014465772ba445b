// What a subcommand that works on a project was asked for, resolved.
#pragma once

#include <cstddef>
#include <string>

#include "base/host.h"
#include "base/result.h"
#include "cli/options.h"
#include "cli/project.h"
#include "cli/run_settings.h"
#include "cli/settings.h"
#include "config/case_argument.h"
#include "session/discover.h"

namespace maelstrom::cli {

struct Asked {
  Project project;
  config::Settings all;  // what holds, of every place that may say it, with the defaults
  config::Selection selection;
  RunSettings settings;
  session::DiscoverOptions discover;
  std::size_t cores = 1;
};

// Errors: Invalid with everything that is wrong in one of the places; see find_project(), selection(), resolve().
Result<Asked> resolve_all(const Host& host, const Asking& asking, const ProjectOptions& project, const RunOptions& run,
                          const DisplayOptions& display);

// Lets nothing be built that the selection cannot ask for. To be called once that is settled.
void build_what_is_selected(Asked& asked);

}  // namespace maelstrom::cli
