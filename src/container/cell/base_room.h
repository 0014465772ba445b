// The two mount namespaces that every chamber is made from.
#pragma once

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// The places of the tiny root.
inline constexpr const char* kLayersPoint = "/layers";  // the runner's layers_root
inline constexpr const char* kEmptyDirectory = "/empty";
inline constexpr const char* kUpperPoint = "/upper";
inline constexpr const char* kRootPoint = "/root";  // where the root of a chamber is put together
inline constexpr const char* kNodes = "/dev";       // the host's device nodes, one mount each

// `outer` shows the host, for what is bound from it. `tiny` has the layers, the device nodes and a
// /proc, and is small, because each chamber begins as its copy.
struct BaseRoom {
  os::Fd outer;  // the mount namespaces
  os::Fd tiny;
  os::Fd host;     // the host's root directory, in `outer`
  os::Fd proc;     // the /proc of the cell's own pid namespace
  os::Fd devices;  // the directory of nodes, in `tiny`

  // To be called in a mount namespace of its own, by pid 1 of a pid namespace, with the layers
  // as working directory. Leaves the caller in `tiny`.
  static Result<BaseRoom> create();
};

}  // namespace maelstrom::container::cell
