// What an engine has to do, as Buildbarn's BuildQueueState tells it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reapi/execution_messages.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

// Makes one call.
using MakeCall = std::function<RpcResult<std::string>(const char* method, std::string_view request)>;

// Every operation that the scheduler knows. Errors: those of the calls; Unimplemented where it tells nobody.
RpcResult<std::vector<QueuedOperation>> list_operations(const MakeCall& call);

}  // namespace maelstrom::reapi
