// The storage of an engine: one client for each instance name, greeted when it is first needed.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "reapi/remote_cache.h"
#include "reapi/rpc.h"
#include "worker/blob_reader.h"

namespace maelstrom::worker {

struct InstanceStorage {
  std::unique_ptr<reapi::RemoteCache> cache;
  std::unique_ptr<BlobReader> reader;
};

// Safe to use from several threads.
class Storage {
 public:
  using Wait = std::function<void(std::chrono::milliseconds)>;
  // `name`: of this process, so that no two uploads have the same name. `wait` lets the time pass until a call is tried
  // again.
  Storage(std::shared_ptr<reapi::Rpc> rpc, std::string name, Wait wait)
      : rpc_(std::move(rpc)), name_(std::move(name)), wait_(std::move(wait)) {}

  // Errors: those of reapi::RemoteCache::greet().
  Result<std::shared_ptr<const InstanceStorage>> of(const std::string& instance);

 private:
  std::shared_ptr<reapi::Rpc> rpc_;
  std::string name_;
  Wait wait_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const InstanceStorage>> instances_;
};

// "prefix/suffix"; either may be empty.
std::string joined_instance(const std::string& prefix, const std::string& suffix);

}  // namespace maelstrom::worker
