// The whole program: from its arguments to its exit code.
#pragma once

#include <string>
#include <vector>

namespace maelstrom::cli {

// Exit codes as INTERFACE §2 lists them.
inline constexpr int kSuccess = 0;
inline constexpr int kUsage = 2;           // usage, configuration or build
inline constexpr int kInfrastructure = 3;  // no verdict: we failed, not the tests

// `arguments` with the program's name first.
int run_program(const std::vector<std::string>& arguments);

}  // namespace maelstrom::cli
