#include "worker/message_cache.h"

namespace maelstrom::worker {
namespace {

constexpr std::uint64_t kLargestShare = 8;

}  // namespace

std::optional<std::string> MessageCache::find(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(digest);
  if (found == entries_.end()) return std::nullopt;
  used_.splice(used_.begin(), used_, found->second);
  return found->second->second;
}

void MessageCache::put(const Digest& digest, const std::string& bytes) {
  if (bytes.size() > limit_ / kLargestShare) return;
  const std::lock_guard lock(mutex_);
  if (entries_.contains(digest)) return;
  used_.emplace_front(digest, bytes);
  entries_.emplace(digest, used_.begin());
  bytes_ += bytes.size();
  while (bytes_ > limit_) {
    bytes_ -= used_.back().second.size();
    entries_.erase(used_.back().first);
    used_.pop_back();
  }
}

}  // namespace maelstrom::worker
