// How the program ends when it cannot do what it was asked.
#pragma once

#include <cstdio>
#include <utility>

#include "base/result.h"
#include "base/wake.h"
#include "cli/program.h"
#include "report/palette.h"

namespace maelstrom::cli {

// Says the error on standard error, each of its lines that is no diagnostic of a file behind "maelstrom: ",
// and gives the exit code: 2 for what a person can mend in configuration or build, else 3.
inline int fail_with(const Error& error) {
  const bool of_a_file = error.message().find(": error: ") != std::string::npos;
  std::fprintf(stderr, "%s%s\n", of_a_file ? "" : "maelstrom: ", error.message().c_str());
  return error.code() == ErrorCode::kInvalid ? kUsage : kInfrastructure;
}

// For what failed before the first test: if a signal asked the program to end, says so and gives the signal's
// exit code, else gives the error back.
inline Result<int> unless_interrupted(Error error, Wake& wake) {
  const auto signal = wake.ending_signal();
  if (!signal || error.code() != ErrorCode::kInterrupted) return fail(std::move(error));
  fail_with(Error(ErrorCode::kInterrupted, error.message() + "; no test was run"));
  return 128 + *signal;
}

}  // namespace maelstrom::cli
