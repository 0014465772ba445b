#pragma once

#include <cstdint>

namespace maelstrom::tui {

enum class Colours : std::uint8_t { kNone, kOutcomes };

}  // namespace maelstrom::tui
