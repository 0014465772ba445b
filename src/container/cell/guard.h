// Refuses to make containers as real root.
#pragma once

#include "base/result.h"
#include "container/cell/raw.h"

namespace maelstrom::container::cell {

// Errors: Unavailable if a process without capabilities may write the host's core_pattern. Works at
// every depth of nested user namespaces, where no map tells who is real root.
Status refuse_real_root(const Stack& stack);

}  // namespace maelstrom::container::cell
