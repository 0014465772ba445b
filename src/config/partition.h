// A part of a project's cases, for one of several machines: --partition.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace maelstrom::config {

struct Partition {
  enum class Kind : std::uint8_t {
    kHash,   // by the name of the case alone: a case stays in its part when others come and go
    kSlice,  // of each artifact's cases, in the order of its list, every one in turn
    kTime,   // so that all parts take about as long, as far as earlier runs tell
  };
  Kind kind = Kind::kHash;
  unsigned part = 1;  // 1 to `of`
  unsigned of = 1;
  bool operator==(const Partition&) const = default;
};

// "hash:1/3". Nothing if it is no partition.
std::optional<Partition> parse_partition(std::string_view text);

}  // namespace maelstrom::config
