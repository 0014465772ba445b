// From the upper directory of an overlay to a tree in the store.
#pragma once

#include "base/result.h"
#include "core/digest.h"
#include "store/store.h"

namespace maelstrom::execute {

// `upper`: the directory, which nobody else uses any more: what its owner may not read is made readable.
// Modes are kept, and times of files. Whiteouts and opaque directories become those of core/directory.h; sockets
// are left out. Source: Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories", "userxattr".
// Errors: of the store and the file system, with the path inside the container.
Result<Digest> import_change(store::Store& store, int upper);

}  // namespace maelstrom::execute
