// Blobs of a server's storage, verified.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/batch_read.h"
#include "reapi/rpc.h"

namespace maelstrom::worker {

// Safe to use from several threads. A call that fails for a passing reason is tried again. Errors of all: Unavailable
// with what the server said; Denied where it lets nobody in; Invalid where it sends something else than was asked for.
class BlobReader {
 public:
  struct Options {
    std::string instance;
    bool zstd = false;  // it can send blobs compressed
    std::function<void(std::chrono::milliseconds)> wait;
  };
  BlobReader(std::shared_ptr<reapi::Rpc> rpc, Options options) : rpc_(std::move(rpc)), options_(std::move(options)) {}

  // `blobs` in groups, each of which is for one read(); large ones are alone.
  static std::vector<std::vector<Digest>> grouped(const std::vector<Digest>& blobs);
  static bool is_large(const Digest& blob);

  struct Blobs {
    std::vector<reapi::BlobBytes> found;
    std::vector<Digest> missing;
  };
  // Asked while a large blob comes; where it says no the error is Interrupted.
  using GoOn = std::function<bool()>;
  Result<Blobs> read(const std::vector<Digest>& group, const GoOn& go_on) const;

  // Gives the bytes of `blob`, piece by piece and not verified, to what `begin` gives; to another one of those after a
  // call that failed half way. False: the server does not have it. Errors: those of `begin` and of what it gives, too.
  using Take = std::function<Status(std::string_view bytes)>;
  Result<bool> stream(const Digest& blob, const std::function<Result<Take>()>& begin, const GoOn& go_on) const;

 private:
  Result<Blobs> read_batch(const std::vector<Digest>& blobs) const;
  Result<Blobs> read_alone(const Digest& blob, const GoOn& go_on) const;
  reapi::RpcResult<std::monostate> receive(const Digest& blob, const Take& take, const GoOn& go_on,
                                           Status& taken) const;

  std::shared_ptr<reapi::Rpc> rpc_;
  Options options_;
};

}  // namespace maelstrom::worker
