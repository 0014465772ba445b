// One round of `maelstrom test`: from what was asked to an exit code.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/wake.h"
#include "cli/asked.h"
#include "cli/test_command.h"
#include "config/filter.h"
#include "session/discover.h"

namespace maelstrom::cli {

// What is special about a round among others. Functions may be empty.
struct Round {
  enum class Cases : std::uint8_t {
    kAsAsked,
    kAll,     // earlier results answer for none
    kFailed,  // those that failed when they ran last
  };
  Cases cases = Cases::kAsAsked;
  std::optional<config::Filter> only;  // of those, what it matches
  std::function<void(const Asked&)> begins;
  std::function<void(const session::Discovered&)> built;
  // Why it is to end, if a signal is not the reason; else empty.
  std::function<std::string()> why_ended;
  // Whether the program was stopped, and a shell wrote to the terminal, since this was asked last.
  std::function<bool()> was_stopped = {};
};

// Finds, builds, lists, selects, runs, reports. Gives the exit code. Errors: what keeps it from that, as
// run_test() says it; Interrupted, if it ended before the tests began for a reason that `round` gives.
Result<int> run_round(const TestOptions& options, Wake& wake, const Round& round);

}  // namespace maelstrom::cli
