// Commands of the project's build system.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/host.h"
#include "base/result.h"

namespace maelstrom::session {

enum class Building : std::uint8_t { kQuiet, kShown, kSkipped };

// Runs `command`; `what` is said of it if it fails: "the project could not be built". Errors: Invalid with the
// command's own output if it fails, or if it is not there; Interrupted as of Host::run.
Result<HostCommandResult> run_for_build(const Host& host, HostCommand command, std::string_view what);

}  // namespace maelstrom::session
