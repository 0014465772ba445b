// The mount namespace that a slot keeps for one distinct container.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/cell/base_room.h"
#include "container/cell/layer_stack.h"
#include "container/cell/network.h"
#include "container/cell/surroundings.h"
#include "container/cell/volume.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// The namespaces of the slot that a chamber's mounts belong to; each replacement has a new number.
struct Generations {
  NetworkKind network = NetworkKind::kDisabled;
  std::uint64_t network_number = 0;
  std::uint64_t ipc_number = 0;
};

// What a test left in a chamber.
enum class Dirt : std::uint8_t { kNone, kTemporary, kRoot };

class Chamber {
 public:
  struct Plan {
    const BaseRoom& base;
    Generations generations;
    std::uint64_t tmpfs_bytes;
  };
  // Makes one for the container that `key` describes and leaves the caller in it. The caller must be
  // in the ipc and network namespaces of `plan.generations`.
  static Result<Chamber> create(std::string_view key, const Plan& plan);

  bool fits(std::string_view key, const Generations& generations) const;
  int mount_namespace() const { return namespace_.get(); }
  const Surroundings& surroundings() const { return surroundings_; }
  // The root of its devpts, if it has one.
  std::optional<int> terminals() const;
  // The layer that takes what a test writes; -1 if the root is read-only.
  int upper() const { return root_->upper(); }
  Dirt inspect() const;
  // Covers what is dirty of /tmp and /dev/shm by new ones; to be called within. False if the
  // chamber must be made anew instead.
  bool renew_temporary(std::uint64_t tmpfs_bytes);

 private:
  struct Place {
    std::string point;
    Volume volume;
    unsigned mode;
    bool covered = false;  // another mount stands within it
  };
  struct Terminals {
    os::Fd root;
    DirectoryState root_state;
    os::Fd multiplexer;
    DirectoryState multiplexer_state;
  };
  struct Prepared {
    const MountRequest* request;
    std::vector<os::Fd> mounts;
  };

  Result<std::vector<Prepared>> prepare_outside(const BaseRoom& base) const;
  Status prepare_inside(std::vector<Prepared>& all) const;
  Status attach(const Prepared& prepared, const Plan& plan);
  Status attach_devices(const Prepared& prepared, const Plan& plan);
  Status attach_volume(std::string point, unsigned mode, const Plan& plan);
  Status attach_terminals(const char* point);
  void mark_covered();

  std::unique_ptr<const std::string> key_;  // does not move with the chamber
  Surroundings surroundings_;               // views into *key_
  Generations generations_;
  os::Fd namespace_;
  std::optional<LayerStack> root_;
  std::vector<Place> places_;
  std::vector<Terminals> terminals_;
};

}  // namespace maelstrom::container::cell
