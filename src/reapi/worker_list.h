// Who works for an engine, as Buildbarn's BuildQueueState tells it.
// Source: buildbarn's pkg/proto/buildqueuestate/buildqueuestate.proto.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reapi/messages.h"
#include "reapi/operation_list.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

inline constexpr const char* kListPlatformQueues = "/buildbarn.buildqueuestate.BuildQueueState/ListPlatformQueues";
inline constexpr const char* kListWorkers = "/buildbarn.buildqueuestate.BuildQueueState/ListWorkers";

// One id of Synchronize: of a worker of Maelstrom, a slot.
struct EngineWorker {
  std::vector<NamedValue> id;  // sorted
  std::string operation;       // what it runs, as ListOperations names it; empty: nothing
  bool waits = false;          // for work: a call of it is under way, or it tells of what it runs
  bool drained = false;        // it is given nothing more
};

// Workers that take the same actions.
struct WorkerQueue {
  std::string instance_prefix;
  std::vector<NamedValue> platform;
  std::uint32_t size_class = 0;
  std::vector<EngineWorker> workers;
};

// Errors: those of the calls; Unimplemented where it tells nobody.
RpcResult<std::vector<WorkerQueue>> list_workers(const MakeCall& call);

// Of a queue that ListPlatformQueues named, its encoded PlatformQueueName.
std::string encode_list_workers(std::string_view queue, std::uint32_t size_class, const std::vector<NamedValue>& after,
                                std::uint32_t most);

}  // namespace maelstrom::reapi
