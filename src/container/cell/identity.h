// What a cell is as a process, and so what every test inherits: never real root, nothing of the
// person's session.
#pragma once

#include "base/result.h"
#include "container/cell/options.h"

namespace maelstrom::container::cell {

// Signals, umask, session, limits, personality, descriptors as on the first day.
Status become_neutral();

// Started as root: becomes the unprivileged user of `options`. The kernel guards its sysctl files by
// "is the user real root", not by a capability.
Status drop_root(const Options& options);

}  // namespace maelstrom::container::cell
