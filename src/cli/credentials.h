// What is shown to a server that asks who calls, obtained when it is needed and again before it expires.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "reapi/rpc.h"

namespace maelstrom::cli {

// Safe to use from several threads.
class Credentials {
 public:
  struct Obtained {
    reapi::RpcHeaders headers;
    std::optional<WallTime> expires;  // none: it is obtained again after a while, as files and programs change
  };
  using Obtain = std::function<Result<Obtained>()>;

  // `keep`: for how long, where nothing is said of an end. `clock` outlives this object.
  Credentials(Obtain obtain, std::chrono::seconds keep, const Clock& clock)
      : obtain_(std::move(obtain)), keep_(keep), clock_(clock) {}

  // Errors: those of `obtain`.
  Result<reapi::RpcHeaders> get();

 private:
  const Obtain obtain_;
  const std::chrono::seconds keep_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<reapi::RpcHeaders> headers_;
  WallTime until_;
};

}  // namespace maelstrom::cli
