// A worker of a cluster: takes actions from an engine, runs them in this machine's slots, and gives back what came of
// them.
//
// Each id has one thread, which speaks with the engine and runs what it is told. There are more ids than slots: the
// inputs of an action come while the slots are busy with others.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/wake.h"
#include "reapi/rpc.h"
#include "reapi/worker_messages.h"
#include "store/store.h"
#include "worker/action_runner.h"
#include "worker/engine_line.h"
#include "worker/inputs.h"
#include "worker/lifecycle.h"
#include "worker/metrics.h"
#include "worker/slots.h"
#include "worker/storage.h"
#include "worker/tally.h"
#include "worker/turns.h"
#include "worker/worker_ids.h"

namespace maelstrom::worker {

struct WorkerOptions {
  std::size_t slots = 1;
  std::size_t ahead = 1;                    // ids beyond the slots, which fetch inputs ahead
  std::string instance_prefix;              // of the actions that it takes
  std::vector<reapi::NamedValue> platform;  // sorted
  std::string host;                         // the machine's name
  std::string ids_directory;                // see WorkerIds
  std::string cell_program;                 // the path of maelstrom-cell
  std::uint64_t cache_size = 0;             // bytes that the store may hold
  std::uint64_t output_limit = UINT64_C(1) << 20;
  std::function<void()> no_containers;  // see Slots::Options
};

class Worker {
 public:
  struct Ports {
    store::Store& store;
    EngineLine::Rpcs engine;
    std::shared_ptr<reapi::Rpc> storage;
    const Clock& clock;
    std::function<void(const std::string&)> tell;  // a line for people; from several threads
  };
  // Errors: those of WorkerIds::take() and Slots::create().
  static Result<std::unique_ptr<Worker>> create(const Ports& ports, const WorkerOptions& options);

  // From any thread.
  Metrics metrics() const;

  // Works until an ending signal comes: then the actions under way are finished, and it returns. `again` is called with
  // a second one. Errors: Unavailable if the engine takes no such worker.
  Status run(Wake& wake, const std::function<void(int signal)>& again);

 private:
  Worker(const Ports& ports, const WorkerOptions& options, WorkerIds ids, std::unique_ptr<Slots> slots);
  void wait_for_end(Wake& wake, const std::function<void(int signal)>& again);
  void keep_tidy();
  std::vector<std::thread> start_agents(Wake& wake);

  Ports ports_;
  WorkerOptions options_;
  WorkerIds ids_;
  std::unique_ptr<Slots> slots_;
  Tally tally_;
  Turns turns_;
  Lifecycle life_;
  EngineLine line_;
  Storage storage_;
  Inputs inputs_;
  MessageCache messages_;
  ActionRunner runner_;
};

}  // namespace maelstrom::worker
