// The process that holds a cluster of this machine together, in the background.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/local_cluster.h"
#include "os/fd.h"

namespace maelstrom::cli {

struct KeptProgram {
  std::string name;  // of its log, too
  std::vector<std::string> argv;
};

enum class DataAfterwards : std::uint8_t { kStays, kGoes };

struct KeptCluster {
  LocalClusterPlace place;
  std::string address;
  std::string data;  // a directory; logs are in its log/
  DataAfterwards afterwards = DataAfterwards::kStays;
  std::vector<KeptProgram> engine;
  std::vector<KeptProgram> workers;
};

// If one of the programs ends, all do. Ended by a signal, workers come first, so that they can say that they go.
class ClusterKeeper {
 public:
  // Starts it, and it the engine. `lock`: of the place. Call it where there are no other threads.
  static Result<ClusterKeeper> start(const KeptCluster& cluster, os::Fd lock);
  ClusterKeeper(ClusterKeeper&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), socket_(std::move(other.socket_)) {}
  ClusterKeeper& operator=(ClusterKeeper&&) = delete;
  // Without let_go() the cluster ends, and is waited for; so it does if this process is killed.
  ~ClusterKeeper();

  // Readable when the cluster has failed.
  int fd() const { return socket_.get(); }
  // Why, then.
  Error failure();
  // Once the engine is there: workers that find none ask again only after a while.
  void start_workers();
  // From now on it goes on by itself.
  void let_go();

 private:
  void say(char word);

  ClusterKeeper(pid_t pid, os::Fd socket) : pid_(pid), socket_(std::move(socket)) {}
  pid_t pid_ = -1;
  os::Fd socket_;
};

}  // namespace maelstrom::cli
