// Layers as one directory, where nothing can be mounted.
#pragma once

#include <string>

#include "base/result.h"

namespace maelstrom::container::cell {

// Adds what is in the directory `from` to the directory `to`: directories anew, links anew, files as hard links. What
// is there gives way. Directories belong to `owner` then. Errors: of the system calls, with the path below `to`.
Status merge_into(int from, int to, unsigned owner);

// Makes the directory `path` below `root` with its parents; "/" is left as it is. Errors: likewise, and for a link on
// the way.
Status make_directories_at(int root, const std::string& path, unsigned mode, unsigned owner);

}  // namespace maelstrom::container::cell
