// How the program ends when it cannot do what it was asked.
#pragma once

#include <cstdio>

#include "base/result.h"
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

}  // namespace maelstrom::cli
