#include "config/partition.h"

#include <utility>

#include "base/strings.h"

namespace maelstrom::config {
namespace {

constexpr std::pair<std::string_view, Partition::Kind> kKinds[] = {
    {"hash", Partition::Kind::kHash}, {"slice", Partition::Kind::kSlice}, {"time", Partition::Kind::kTime}};
constexpr std::uint64_t kMostParts = 10'000;

}  // namespace

std::optional<Partition> parse_partition(std::string_view text) {
  const auto colon = text.find(':');
  const auto slash = text.find('/');
  if (colon == std::string_view::npos || slash == std::string_view::npos || slash < colon) return std::nullopt;
  const auto part = parse_unsigned(text.substr(colon + 1, slash - colon - 1));
  const auto of = parse_unsigned(text.substr(slash + 1));
  if (!part || !of || *part < 1 || *part > *of || *of > kMostParts) return std::nullopt;
  for (const auto& [name, kind] : kKinds) {
    if (name == text.substr(0, colon)) return Partition{kind, static_cast<unsigned>(*part), static_cast<unsigned>(*of)};
  }
  return std::nullopt;
}

}  // namespace maelstrom::config
