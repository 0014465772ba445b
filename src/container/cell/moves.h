// Where mounts go: into a directory, or to the very root.
#pragma once

#include <sys/mount.h>

#include "base/result.h"
#include "container/cell/kernel.h"

namespace maelstrom::container::cell {

Status move_mount_to(int mount, At point);
// Of all mounts of the namespace: MS_SLAVE or MS_PRIVATE.
Status change_propagation(unsigned long kind);
// Makes a mounted directory the root of the namespace, and lets go of the root before.
Status become_root_directory(int directory);

}  // namespace maelstrom::container::cell
