#include "container/cell/surroundings.h"

namespace maelstrom::container::cell {

Result<Surroundings> Surroundings::read(std::string_view bytes) {
  Reader body(bytes);
  Surroundings surroundings;
  for (std::uint64_t left = body.number(); left > 0 && body.ok(); --left) surroundings.layers.push_back(body.text());
  for (std::uint64_t left = body.number(); left > 0 && body.ok(); --left) {
    MountRequest mount;
    mount.kind = static_cast<MountKind>(body.number());
    mount.point = body.text();
    mount.source = body.text();
    mount.read_only = body.number() != 0;
    mount.devices = static_cast<std::uint32_t>(body.number());
    surroundings.mounts.push_back(mount);
  }
  surroundings.writable = body.number() != 0;
  if (!body.ok() || surroundings.layers.empty()) return internal("the cell cannot read the container of a job");
  return surroundings;
}

bool Surroundings::has(MountKind kind) const {
  for (const MountRequest& mount : mounts) {
    if (mount.kind == kind) return true;
  }
  return false;
}

}  // namespace maelstrom::container::cell
