// A `[[directives]]` of a configuration: PARITY §3, "directive fields".
#pragma once

#include "config/config.h"
#include "config/table_reader.h"

namespace maelstrom::config {

inline constexpr std::uint64_t kMaxRetries = 1000;
inline constexpr std::uint64_t kMaxTimeout = 1'000'000'000;  // seconds; a nanosecond count still holds it

// What is wrong is reported, and left out.
Directive read_directive(const Table& table, Position at, Diagnostics& diagnostics);

}  // namespace maelstrom::config
