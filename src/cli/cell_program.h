// Where maelstrom-cell is.
#pragma once

#include <string>

#include "base/host.h"
#include "base/result.h"

namespace maelstrom::cli {

// Beside `own_program`, as in a build tree, or in ../libexec/maelstrom, as installed.
// Errors: NotFound; says where it was looked for.
Result<std::string> find_cell_program(const Host& host, const std::string& own_program);

}  // namespace maelstrom::cli
