// How the ids of a worker reach their engine.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "reapi/rpc.h"
#include "worker/lifecycle.h"

namespace maelstrom::worker {

// Safe to use from several threads.
class EngineLine {
 public:
  struct Rpcs {
    std::shared_ptr<reapi::Rpc> waiting;  // where calls wait for work: all are given up when the worker drains
    std::shared_ptr<reapi::Rpc> prompt;   // where calls are answered at once
  };
  // `tell` is called with a line for people: when the engine is reached, is not any more, and is again. `life` outlives
  // this object.
  EngineLine(Rpcs rpcs, Lifecycle& life, std::function<void(const std::string&)> tell);

  reapi::RpcResult<std::string> wait(std::string_view request);
  reapi::RpcResult<std::string> ask(std::string_view request);
  // Waits for a moment only: DeadlineExceeded says that there is nothing yet.
  reapi::RpcResult<std::string> peek(std::string_view request);

  // Whether the engine has ever answered, and whether it did last.
  bool ever_reached() const { return ever_reached_; }
  bool reached() const { return reached_; }

 private:
  reapi::RpcResult<std::string> noted(reapi::RpcResult<std::string> answer);

  Rpcs rpcs_;
  std::function<void(const std::string&)> tell_;
  std::atomic<bool> ever_reached_ = false;
  std::atomic<bool> reached_ = false;
  std::atomic<bool> said_lost_ = false;
};

}  // namespace maelstrom::worker
