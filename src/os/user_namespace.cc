#include "os/user_namespace.h"

#include <array>
#include <optional>

#include "base/strings.h"
#include "os/file.h"

namespace maelstrom::os {
namespace {

// The three numbers of a line "inside outside count", parted by any number of blanks.
std::optional<std::array<std::uint64_t, 3>> numbers_of(std::string_view line) {
  std::array<std::uint64_t, 3> numbers{};
  std::size_t count = 0;
  for (const std::string_view word : split(line, ' ')) {
    if (word.empty()) continue;
    const auto number = parse_unsigned(word);
    if (!number || count == numbers.size()) return std::nullopt;
    numbers[count++] = *number;
  }
  return count == numbers.size() ? std::optional(numbers) : std::nullopt;
}

}  // namespace

bool maps_id(std::string_view map, std::uint32_t id) {
  for (const std::string_view line : split(map, '\n')) {
    const auto numbers = numbers_of(line);
    if (!numbers) continue;
    const auto [inside, outside, count] = *numbers;
    if (id >= inside && id - inside < count) return true;
  }
  return false;
}

Result<bool> maps_owner(uid_t user, gid_t group) {
  TRY_ASSIGN(users, read_file("/proc/self/uid_map"));
  TRY_ASSIGN(groups, read_file("/proc/self/gid_map"));
  return maps_id(users, user) && maps_id(groups, group);
}

}  // namespace maelstrom::os
