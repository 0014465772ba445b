// Ends what runs on an engine for nobody: to close a stream alone lets it run on for a minute, or to its end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "reapi/remote_server.h"

namespace maelstrom::reapi {

// Ends all operations of `invocation` (a tool_invocation_id), and `operations` (names as Execute gives them), by
// Buildbarn's KillOperations: but none whose action another invocation waits for, which would get its end too. An
// engine that does not know that call is asked to cancel `operations`. Takes no longer than `most`; what fails is no
// matter, since closing the streams ends the same a little later.
void end_operations(const RemoteServer& server, const std::string& invocation,
                    const std::vector<std::string>& operations, std::chrono::milliseconds most);

}  // namespace maelstrom::reapi
