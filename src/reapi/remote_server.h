// A server of the Remote Execution API: how it is called, and what it can do.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "reapi/remote_messages.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

struct RemoteServerOptions {
  std::string instance;
  std::chrono::milliseconds timeout{5000};  // of one call; more for one that carries much
  std::string upload_id;                    // another one for each client, so that no two uploads have the same name
  // Lets the time pass until a call is tried again.
  std::function<void(std::chrono::milliseconds)> wait;
};

// What a failed call means to its caller: Interrupted if it was cancelled, NotFound, Denied where the server lets
// nobody in, Internal where it refuses what it is asked, and Unavailable for the rest.
Error error_of(const RpcFailure& failure);

// Safe to use from several threads once greet() has returned.
class RemoteServer {
 public:
  RemoteServer(std::shared_ptr<Rpc> rpc, RemoteServerOptions options)
      : rpc_(std::move(rpc)), options_(std::move(options)) {}

  // Learns what the server can do. Errors: those of error_of(); Unavailable too if it knows no SHA-256.
  Status greet();
  const RemoteCapabilities& capabilities() const { return capabilities_; }
  const RemoteServerOptions& options() const { return options_; }
  Rpc& rpc() const { return *rpc_; }

  // A call that fails for a passing reason is tried again, two times. `bytes`: that the request, or the answer,
  // carries.
  RpcResult<std::string> call(const char* method, std::string_view request, std::uint64_t bytes = 0) const;
  // The same of any call: `attempt` gives an RpcResult.
  template <typename Attempt>
  auto retried(Attempt attempt) const {
    auto wait = kFirstWait;
    for (int left = kAttempts - 1;; --left, wait *= 2) {
      auto result = attempt();
      if (result || left == 0 || !is_passing(result.error())) return result;
      if (options_.wait) options_.wait(wait);
    }
  }
  // How long a call may take that carries so much.
  std::chrono::milliseconds timeout(std::uint64_t bytes) const;

 private:
  static constexpr int kAttempts = 3;
  static constexpr std::chrono::milliseconds kFirstWait{50};

  std::shared_ptr<Rpc> rpc_;
  RemoteServerOptions options_;
  RemoteCapabilities capabilities_;
};

}  // namespace maelstrom::reapi
