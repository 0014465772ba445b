// Manual pages: man(7).
#pragma once

#include <string>

#include "cli/command_help.h"

namespace maelstrom::cli {

// One page, of the program and all its commands.
std::string man_page(const CommandHelp& program, const std::string& version);

}  // namespace maelstrom::cli
