// Where the program keeps what outlives it. Source: XDG Base Directory Specification 0.8.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace maelstrom::cli {

using Lookup = std::function<std::optional<std::string>(const std::string&)>;

// $XDG_CACHE_HOME/maelstrom, else ~/.cache/maelstrom. Errors: Invalid where neither is known.
Result<std::string> default_cache_root(const Lookup& environment);
// $XDG_STATE_HOME/maelstrom, else ~/.local/state/maelstrom. Errors: the same.
Result<std::string> default_state_root(const Lookup& environment);

// A variable of the environment that the program was started with.
std::optional<std::string> client_environment(const std::string& name);

}  // namespace maelstrom::cli
