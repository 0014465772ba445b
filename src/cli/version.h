// The program's version.
#pragma once

namespace maelstrom::cli {

inline constexpr const char* kVersion = MAELSTROM_VERSION;

}  // namespace maelstrom::cli
