// What goes on on a cluster, as text for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "reapi/execution_messages.h"
#include "reapi/worker_list.h"

namespace maelstrom::cli {

struct ClusterState {
  std::vector<reapi::QueuedOperation> operations;
  std::vector<reapi::WorkerQueue> queues;
};

// How many tests run and wait of each run, the runs of one share together, those with most first; then what each worker
// does, and for whom:
//   12 running, 34 queued
//     ann@laptop  18baf3c5b3fd4b54-3f2a1  8 running, 30 queued
//   workers for ISA=x86-64, OSFamily=linux: 12 running, 4 free
//     host-a  8 running, 0 free  ann@laptop 8
std::string described(const ClusterState& state);

// The same, an object on one line.
std::string json_line(const ClusterState& state);

}  // namespace maelstrom::cli
