// A client of a server that keeps blobs and results: REAPI's CAS and action cache.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/remote_blobs.h"
#include "reapi/remote_messages.h"
#include "reapi/remote_server.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

// Safe to use from several threads once greet() has returned. Errors of all: those of error_of().
class RemoteCache {
 public:
  RemoteCache(std::shared_ptr<Rpc> rpc, RemoteServerOptions options)
      : server_(std::make_unique<RemoteServer>(std::move(rpc), std::move(options))), blobs_(*server_) {}

  // See RemoteServer::greet().
  Status greet() { return server_->greet(); }
  bool results_may_be_written() const { return server_->capabilities().results_may_be_written; }
  bool zstd() const { return server_->capabilities().zstd; }

  // The encoded ActionResult of `action`, as it came; none if the server has none.
  Result<std::optional<std::string>> find(const Digest& action) const;
  // Its blobs must be there already. Errors: Denied if the server lets this user write none.
  Status put_result(const Digest& action, std::string_view result) const;

  const RemoteServer& server() const { return *server_; }
  const RemoteBlobs& blobs() const { return blobs_; }
  Result<std::string> get(const Digest& blob) const { return blobs_.get(blob); }
  Status put(const std::vector<BlobBytes>& blobs) const { return blobs_.put(blobs); }

  // Ends every call, now and later.
  void cancel() { server_->rpc().cancel_all(); }

 private:
  std::unique_ptr<RemoteServer> server_;
  RemoteBlobs blobs_;
};

}  // namespace maelstrom::reapi
