// The blobs of a server: REAPI's ContentAddressableStorage and google.bytestream.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/remote_messages.h"
#include "reapi/remote_server.h"

namespace maelstrom::reapi {

// Safe to use from several threads. Errors of all: those of error_of(). The empty blob is everywhere.
class RemoteBlobs {
 public:
  // `server` has been greeted before the first call, and outlives this object.
  explicit RemoteBlobs(const RemoteServer& server) : server_(server) {}

  // Errors: NotFound if the server has it no more; Invalid if what it sends is something else.
  Result<std::string> get(const Digest& blob) const;

  // Those that the server does not have.
  Result<std::vector<Digest>> missing(std::vector<Digest> blobs) const;

  // Sends blobs without asking whether they are there: small ones together, each large one by itself. `read` gives the
  // bytes of one; few are in memory at once. Errors: those of `read`, too.
  using Read = std::function<Result<std::string>(const Digest&)>;
  Status send(const std::vector<Digest>& blobs, const Read& read) const;

  // Sends those of `blobs` that the server does not have.
  Status put(const std::vector<BlobBytes>& blobs) const;

 private:
  RpcResult<std::string> read(const Digest& blob) const;
  Status stream(const BlobBytes& blob) const;
  Status send_batch(const std::vector<BlobBytes>& batch) const;
  std::uint64_t batch_limit() const;

  const RemoteServer& server_;
};

}  // namespace maelstrom::reapi
