// Scripts that let shells complete a command line.
#pragma once

#include <string>

#include "cli/command_help.h"

namespace maelstrom::cli {

// Each is to be evaluated by its shell, or to be put where the shell looks for completions.
std::string bash_completion(const CommandHelp& program);
std::string zsh_completion(const CommandHelp& program);
std::string fish_completion(const CommandHelp& program);

}  // namespace maelstrom::cli
