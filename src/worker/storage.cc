#include "worker/storage.h"

#include <utility>

namespace maelstrom::worker {
namespace {

constexpr std::chrono::milliseconds kPatience(60'000);

}  // namespace

Result<std::shared_ptr<const InstanceStorage>> Storage::of(const std::string& instance) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = instances_.find(instance);
    if (known != instances_.end()) return known->second;
  }
  auto made = std::make_shared<InstanceStorage>();
  made->cache = std::make_unique<reapi::RemoteCache>(
      rpc_, reapi::RemoteServerOptions{.instance = instance, .timeout = kPatience, .upload_id = name_, .wait = wait_});
  TRY(made->cache->greet());
  made->reader = std::make_unique<BlobReader>(
      rpc_, BlobReader::Options{.instance = instance, .zstd = made->cache->zstd(), .wait = wait_});
  const std::lock_guard lock(mutex_);
  return instances_.emplace(instance, std::move(made)).first->second;
}

std::string joined_instance(const std::string& prefix, const std::string& suffix) {
  if (prefix.empty()) return suffix;
  return suffix.empty() ? prefix : prefix + "/" + suffix;
}

}  // namespace maelstrom::worker
