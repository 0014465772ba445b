// One id: says to the engine what it does, again and again, and does what it is told.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "reapi/rpc.h"
#include "reapi/worker_messages.h"
#include "worker/action_runner.h"
#include "worker/engine_line.h"
#include "worker/lifecycle.h"
#include "worker/tally.h"
#include "worker/turns.h"

namespace maelstrom::worker {

class Agent {
 public:
  struct Ports {
    EngineLine& line;
    Runner& runner;
    Turns& turns;
    Lifecycle& life;
    Tally& tally;
  };
  Agent(reapi::WorkerIdentity identity, const Ports& ports)
      : identity_(std::move(identity)), ports_(ports), turn_(ports.turns) {}

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
  // What was said, and what came of it.
  struct Said {
    reapi::Wish wish;
    reapi::RpcResult<std::string> answer;
  };
  // None: there was no reason to say anything yet.
  std::optional<Said> say(const reapi::WorkerState& state);
  Said say_at_rest(const reapi::WorkerState& state);
  std::optional<Said> look_into_queue(const reapi::WorkerState& state);
  std::string encoded(const reapi::WorkerState& state, reapi::Wish wish);
  bool try_again(const reapi::RpcFailure& failure, const reapi::WorkerState& state, int attempt);
  reapi::WorkerState work(reapi::Assignment assignment);

  reapi::WorkerIdentity identity_;
  Ports ports_;
  Turn turn_;
  std::chrono::steady_clock::time_point next_look_;  // into the engine's queue
  std::chrono::steady_clock::time_point next_word_;  // at rest
  bool gave_up_ = false;                             // a call that may have waited for work
};

}  // namespace maelstrom::worker
