// A client of a server that keeps blobs and results: REAPI's CAS and action cache.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/remote_messages.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

struct RemoteCacheOptions {
  std::string instance;
  std::chrono::milliseconds timeout{5000};  // of one call
  std::string upload_id;                    // another one for each client, so that no two uploads have the same name
  // Lets the time pass until a call is tried again.
  std::function<void(std::chrono::milliseconds)> wait;
};

// Safe to use from several threads once greet() has returned. A call that fails for a passing reason is tried again,
// two times. Errors of all: Unavailable with what the server said; Denied where it lets nobody in; Interrupted if the
// calls were cancelled.
class RemoteCache {
 public:
  RemoteCache(std::shared_ptr<Rpc> rpc, RemoteCacheOptions options)
      : rpc_(std::move(rpc)), options_(std::move(options)) {}

  // Learns what the server can do. Errors: Unavailable too if it knows no SHA-256.
  Status greet();
  bool results_may_be_written() const { return capabilities_.results_may_be_written; }
  bool zstd() const { return capabilities_.zstd; }

  // The encoded ActionResult of `action`, as it came; none if the server has none.
  Result<std::optional<std::string>> find(const Digest& action) const;

  // Errors: NotFound if the server has it no more; Invalid if what it sends is something else.
  Result<std::string> get(const Digest& blob) const;

  // Sends those of `blobs` that the server does not have.
  Status put(std::vector<BlobBytes> blobs) const;
  // Its blobs must be there already. Errors: Denied if the server lets this user write none.
  Status put_result(const Digest& action, std::string_view result) const;

  // Ends every call, now and later.
  void cancel() { rpc_->cancel_all(); }

 private:
  RpcResult<std::string> call(const char* method, std::string_view request) const;
  template <typename Attempt>
  auto retried(Attempt attempt) const;
  RpcResult<std::string> read(const Digest& blob) const;
  Status stream(const BlobBytes& blob) const;
  Status send_batch(const std::vector<BlobBytes>& batch) const;

  std::shared_ptr<Rpc> rpc_;
  RemoteCacheOptions options_;
  RemoteCapabilities capabilities_;
};

}  // namespace maelstrom::reapi
