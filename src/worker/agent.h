// One id: says to the engine what it does, again and again, and does what it is told.
#pragma once

#include <optional>
#include <string>

#include "reapi/rpc.h"
#include "reapi/worker_messages.h"
#include "worker/action_runner.h"
#include "worker/engine_line.h"
#include "worker/lifecycle.h"
#include "worker/tally.h"

namespace maelstrom::worker {

class Agent {
 public:
  struct Ports {
    EngineLine& line;
    Runner& runner;
    Lifecycle& life;
    Tally& tally;
  };
  Agent(reapi::WorkerIdentity identity, const Ports& ports) : identity_(std::move(identity)), ports_(ports) {}

  // Returns once the worker drains and the engine knows that this id takes nothing more. An engine that knows no such
  // workers, or lets this one in nowhere, drains the worker with that error, unless it has answered before.
  void run();

 private:
  class OnDuty;

  struct Told {
    reapi::DesiredState desired;
    reapi::Wish wish;  // that was answered
  };
  // None: there is nothing more to do.
  std::optional<Told> synchronize(const reapi::WorkerState& state);
  bool try_again(const reapi::RpcFailure& failure, const reapi::WorkerState& state, int attempt);
  reapi::WorkerState work(reapi::Assignment assignment);
  // A call that waits for work says nothing for minutes: whether the engine is there is asked before.
  reapi::Wish wish() const {
    return ports_.life.draining() || !ports_.line.reached() ? reapi::Wish::kRest : reapi::Wish::kWork;
  }

  reapi::WorkerIdentity identity_;
  Ports ports_;
};

}  // namespace maelstrom::worker
