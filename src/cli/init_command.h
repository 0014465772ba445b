// `maelstrom init`: a configuration file to start from.
#pragma once

#include <optional>
#include <string>

namespace maelstrom::cli {

// Writes `file`, or the maelstrom.toml of the project in which the program was started; says where. Never changes one
// that is there. Gives the exit code; what goes wrong has been said.
int run_init(const std::optional<std::string>& file);

}  // namespace maelstrom::cli
