#include "cli/age.h"

#include <cstdint>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

constexpr std::uint64_t kLongest = UINT64_C(1000) * 366 * 24 * 3600;

std::uint64_t seconds_in(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return UINT64_C(24) * 3600;
    case 'w':
      return UINT64_C(7) * 24 * 3600;
    default:
      return 0;
  }
}

}  // namespace

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::uint64_t unit = seconds_in(text.back());
  const auto number = parse_unsigned(text.substr(0, text.size() - 1));
  if (unit == 0 || !number || *number > kLongest / unit) return std::nullopt;
  return std::chrono::seconds(*number * unit);
}

}  // namespace maelstrom::cli
