// A blob on its way into the store while it comes, so that it is never whole in memory.
#pragma once

#include <future>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "os/fd.h"
#include "store/store.h"

namespace maelstrom::worker {

// Used by one thread.
class BlobStream {
 public:
  // `likely`: see store::Store::put(). `store` outlives the stream. Errors: of pipe2(2).
  static Result<BlobStream> begin(store::Store& store, const NodeProperties& likely);
  BlobStream(BlobStream&&) noexcept = default;
  BlobStream& operator=(BlobStream&&) = delete;
  ~BlobStream();

  Status write(std::string_view bytes);
  // What was written is in the store now, under this digest. Errors: of the store.
  Result<Digest> end();

 private:
  BlobStream(os::Fd input, std::future<Result<Digest>> stored) : input_(std::move(input)), stored_(std::move(stored)) {}

  os::Fd input_;
  std::future<Result<Digest>> stored_;
};

}  // namespace maelstrom::worker
