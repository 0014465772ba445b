// Commands and results as the bodies of packets.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "container/cell.h"
#include "os/fd.h"

namespace maelstrom::container {

std::string encode_start(const CellOptions& options);
std::string encode_command(const ContainerCommand& command);

// `spilled`: the memfds that came with the packet. `output_limit`: of the command.
Result<JobResult> decode_result(std::string_view body, const std::vector<os::Fd>& spilled, std::uint64_t output_limit);
Error decode_error(std::string_view body);

}  // namespace maelstrom::container
