// The small messages of which many actions share some, as far as they fit.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/digest.h"

namespace maelstrom::worker {

// Safe to use from several threads.
class MessageCache {
 public:
  explicit MessageCache(std::uint64_t bytes) : limit_(bytes) {}

  std::optional<std::string> find(const Digest& digest);
  // What was not used for longest makes room; what is larger than an eighth of all is not kept.
  void put(const Digest& digest, const std::string& bytes);

 private:
  using Entry = std::pair<Digest, std::string>;

  const std::uint64_t limit_;
  std::mutex mutex_;
  std::uint64_t bytes_ = 0;
  std::list<Entry> used_;  // most recent first
  std::unordered_map<Digest, std::list<Entry>::iterator> entries_;
};

}  // namespace maelstrom::worker
