#include "config/duration.h"

#include <algorithm>
#include <cstdint>

#include "base/strings.h"

namespace maelstrom::config {
namespace {

struct Unit {
  std::string_view name;
  std::chrono::milliseconds length;
};
constexpr Unit kUnits[] = {
    {"min", std::chrono::minutes(1)}, {"s", std::chrono::seconds(1)}, {"ms", std::chrono::milliseconds(1)}};
constexpr std::uint64_t kMost = 1'000'000'000;

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_unsigned(text.substr(0, digits));
  for (const auto& [name, length] : kUnits) {
    if (!number || *number > kMost || trim(text.substr(digits)) != name) continue;
    if (length * static_cast<std::int64_t>(*number) > std::chrono::seconds(kMost)) return std::nullopt;
    return length * static_cast<std::int64_t>(*number);
  }
  return std::nullopt;
}

std::string duration_text(std::chrono::nanoseconds duration) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(duration);
  for (const auto& [name, length] : kUnits) {
    if (whole % length == std::chrono::milliseconds(0)) return std::to_string(whole / length) + std::string(name);
  }
  return {};
}

}  // namespace maelstrom::config
