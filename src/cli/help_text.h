// What `--help` prints.
#pragma once

#include <string>

#include "cli/command_help.h"

namespace maelstrom::cli {

// Of `command` alone, with one line for each command below it; lines have at most 80 columns where words let them.
std::string help_text(const CommandHelp& command);

}  // namespace maelstrom::cli
