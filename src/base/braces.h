// Brace expansion, as a shell does it: one pattern, many texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace maelstrom {

inline constexpr std::size_t kMaxExpansions = 10'000;

// "/{proc,sys}/" becomes "/proc/" and "/sys/", in the order of the alternatives, the leftmost braces
// slowest. Braces may stand in braces; an alternative may be empty; "{a}" is "a". "{1..3}" and "{03..11}"
// (all as wide as the wider end) and "{a..e}" are ranges, downwards too. A backslash takes the
// meaning from what follows it.
// Errors: Invalid for a brace that is never closed or was never opened, a lone "\" at the end, more than
// kMaxExpansions results or 16 MiB of them.
Result<std::vector<std::string>> expand_braces(std::string_view pattern);

}  // namespace maelstrom
