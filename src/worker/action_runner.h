// An action from the moment it is assigned to the response that the engine is given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "core/job.h"
#include "reapi/worker_messages.h"
#include "worker/attempt.h"
#include "worker/inputs.h"
#include "worker/lifecycle.h"
#include "worker/message_cache.h"
#include "worker/slots.h"
#include "worker/storage.h"
#include "worker/tally.h"

namespace maelstrom::worker {

// The port to whoever speaks with the engine while an action is under way.
class Watch {
 public:
  virtual ~Watch() = default;
  // Waits for the right to run the action in a slot. True once it has it.
  virtual bool take_turn(std::chrono::milliseconds patience) = 0;
  // It has run: the next one may, while this one's outputs are on their way.
  virtual void end_turn() = 0;
  // Called at least once a second, and at each new stage. False: the action is not wanted any more.
  virtual bool go_on(reapi::Stage stage) = 0;
};

// Safe to use from several threads.
class Runner {
 public:
  virtual ~Runner() = default;
  // Gives an encoded ExecuteResponse; none if the watch says no: nothing of the action runs then.
  virtual std::optional<std::string> run(const reapi::Assignment& assignment, Watch& watch) = 0;
};

class ActionRunner final : public Runner {
 public:
  struct Ports {
    Storage& storage;
    Inputs& inputs;
    Slots& slots;
    MessageCache& messages;
    const Clock& clock;
    Tally& tally;
    Lifecycle& life;  // drained where this machine has no room for inputs any more
  };
  struct Rules {
    std::string worker;           // its name, for people
    std::string instance_prefix;  // of the actions
  };
  ActionRunner(const Ports& ports, Rules rules) : ports_(ports), rules_(std::move(rules)) {}

  // A job that passed, and whose action may be cached, is known to the server's action cache when this returns.
  std::optional<std::string> run(const reapi::Assignment& assignment, Watch& watch) override;

 private:
  struct Prepared {
    Job job;
    Digest root;  // of the input root
    bool do_not_cache = false;
    HeldTrees trees;
    std::shared_ptr<const InstanceStorage> storage;
  };
  // None: the watch said no.
  template <typename T>
  using Watched = std::optional<Attempt<T>>;

  Watched<Prepared> prepare(const reapi::Assignment& assignment, Watch& watch);
  Attempt<Prepared> decode(const reapi::Assignment& assignment);
  Attempt<std::string> message(const BlobReader& reader, const Digest& digest);
  Watched<HeldTrees> fetch(const BlobReader& reader, const std::vector<Digest>& trees, Watch& watch);
  // None: the watch said no.
  std::optional<Slots::Lease> slot_for(const Digest& root, Watch& watch);
  Watched<JobResult> execute(const Prepared& prepared, Watch& watch, reapi::ExecutionTimes& times);
  std::string respond(const reapi::Assignment& assignment, const Prepared& prepared, const JobResult& result,
                      reapi::ExecutionTimes times);
  std::string refused(reapi::RemoteStatus status);
  reapi::Seconds now() const;

  Ports ports_;
  Rules rules_;
};

}  // namespace maelstrom::worker
