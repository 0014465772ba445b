// Tries what containers need of the kernel, each step really, in a child that then ends.
#pragma once

#include "base/result.h"
#include "container/features.h"

namespace maelstrom::container {

// Changes nothing of this process or of the machine. Call it before any thread exists: it forks.
// Errors: Exhausted if no child can be made.
Result<KernelFacts> probe_kernel();

}  // namespace maelstrom::container
