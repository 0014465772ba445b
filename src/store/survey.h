// What fills a store, and when it was last used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace maelstrom::store {

class Layout;

// Sizes are the bytes of contents, as everywhere in the store; names and directories cost beside them.
struct StoreSurvey {
  struct Share {
    std::string what;  // "files of trees", "memos: images"
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    bool operator==(const Share&) const = default;
  };
  std::vector<Share> shares;  // always in the same order
  std::uint64_t bytes = 0;    // of all of them
  std::uint64_t trees = 0;
  std::vector<std::int64_t> ages;   // seconds, ascending
  std::vector<std::uint64_t> used;  // bytes last used no longer ago than each of `ages`; at last, those used before
  std::optional<std::int64_t> oldest_use;  // ns since 1970
};

// `now`: ns since 1970.
Result<StoreSurvey> survey(const Layout& layout, std::int64_t now);

}  // namespace maelstrom::store
