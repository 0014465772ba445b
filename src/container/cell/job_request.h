// A job as the runner sent it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/cell/network.h"
#include "container/cell/pseudo_terminal.h"

namespace maelstrom::container::cell {

// Views into the packet's body; each text is a C string.
struct JobRequest {
  std::string_view surroundings;  // see Surroundings::read
  NetworkKind network = NetworkKind::kDisabled;
  bool strict = false;
  bool pid1 = false;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::string_view hostname;
  std::string_view working_directory;
  std::string_view program;
  std::vector<char*> argv;         // ends with nullptr
  std::vector<char*> environment;  // NAME=value, ends with nullptr
  std::chrono::nanoseconds timeout{0};
  int timeout_signal = 0;
  std::int64_t timeout_grace = 0;  // nanoseconds
  std::int64_t leak_timeout = -1;  // nanoseconds; -1: what is left behind does not count
  std::uint64_t output_limit = 0;
  bool terminal = false;
  WindowSize window;
  bool capture_changes = false;

  // A chamber for this job alone.
  bool wants_fresh_chamber() const { return strict || terminal || capture_changes; }

  // Errors: Internal if the body is none.
  static Result<JobRequest> read(std::string_view body);
  // The value of a variable; `otherwise` if it is not set.
  const char* variable(std::string_view name, const char* otherwise) const;
};

}  // namespace maelstrom::container::cell
