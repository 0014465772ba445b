// The cluster that runs on this machine for trying out: where it is written down.
//
// A process of its own, the keeper, holds a lock as long as the cluster runs; without the lock, what is written down is
// of one that has ended.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::cli {

struct LocalCluster {
  pid_t keeper = 0;
  std::string address;  // grpc://127.0.0.1:8980
  std::string ended;    // why, if nobody asked for it
};

class LocalClusterPlace {
 public:
  // `state_root`: absolute.
  explicit LocalClusterPlace(const std::string& state_root) : directory_(state_root + "/cluster") {}

  // The lock, held by this process and its children; none: a cluster runs. Makes the directory.
  Result<std::optional<os::Fd>> claim() const;
  // Waits until none runs.
  Status await_end() const;

  // Whether one runs, and what is written down of it, or of the last one. None: there was none, or it was ended.
  struct Found {
    bool runs = false;
    LocalCluster cluster;
  };
  Result<std::optional<Found>> find() const;

  Status write(const LocalCluster& cluster) const;
  Status forget() const;

 private:
  Result<os::Fd> open_lock() const;
  std::string lock_path() const { return directory_ + "/lock"; }
  std::string state_path() const { return directory_ + "/state.json"; }
  std::string directory_;
};

}  // namespace maelstrom::cli
