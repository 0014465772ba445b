// An environment as a configuration writes it: PARITY §1, "environment".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/table_reader.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

// The field `key`: a list of `{vars, extend}`, or one table of variables. None if it is not there;
// references in values are checked.
std::optional<std::vector<EnvironmentElement>> read_environment(TableReader& reader, std::string_view key);

}  // namespace maelstrom::config
