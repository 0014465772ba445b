#include "execute/cacheable.h"

namespace maelstrom::execute {

std::string why_never_cached(const Job& job) {
  if (!job.may_stand) return "is not to be cached: a directive says cache = false";
  if (job.container.network == Network::kLocal) return "sees the network of the host";
  for (const Mount& mount : job.container.mounts) {
    const auto* bind = std::get_if<BindMount>(&mount);
    if (bind != nullptr) return "sees " + bind->local_path + " of the host, a bind mount";
  }
  if (job.terminal) return "has a terminal, at which a person may type";
  if (job.capture_file_system_changes) return "is run for what it changes of its file system";
  return {};
}

}  // namespace maelstrom::execute
