// A slot: its namespaces and chambers, in which one test after the other runs.
#pragma once

#include <list>
#include <optional>

#include "base/result.h"
#include "container/cell/base_room.h"
#include "container/cell/chamber.h"
#include "container/cell/ipc.h"
#include "container/cell/network.h"
#include "container/cell/options.h"
#include "container/cell/user_namespaces.h"

namespace maelstrom::container::cell {

// What of a slot a test left dirty.
struct Findings {
  bool network = false;
  bool ipc = false;
  bool temporary = false;
  bool root = false;
};

class Slot {
 public:
  // To be called by pid 1 of the slot's pid namespace, in a fresh mount namespace, with the layers
  // as working directory.
  static Result<Slot> create(const Options& options);

  const BaseRoom& base() const { return base_; }

  // Enters the network, ipc and mount namespaces of a container; makes what is not there.
  // With `only_once` a new chamber, for one test. Valid until the next call.
  Result<const Chamber*> enter(std::string_view surroundings, NetworkKind network, bool only_once);

  // Looks at all that the test before could have changed. Once after each test.
  Findings inspect();
  // Replaces what was found. To be called before the next enter().
  Status replace(const Findings& findings);

 private:
  Status enter_network(NetworkKind kind);
  Status leave_chamber();  // back into the tiny root
  void forget_current_chamber();
  Generations generations() const;

  struct Network {
    std::optional<NetworkNamespace> name_space;
    std::uint64_t number = 0;
  };
  // The stacked /proc of each test goes with the chamber.
  struct Kept {
    Chamber chamber;
    int tests = 0;
    bool only_once = false;
  };

  Options options_;
  BaseRoom base_;
  IpcNamespace ipc_;
  std::uint64_t ipc_number_ = 0;
  Network networks_[2];  // by NetworkKind
  NetworkKind network_ = NetworkKind::kHost;
  bool in_unused_network_ = false;  // it was made with the slot: a network costs a millisecond
  std::list<Kept> chambers_;        // the latest first; the first is the current one
  bool in_chamber_ = false;
};

}  // namespace maelstrom::container::cell
