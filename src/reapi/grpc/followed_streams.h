// Streams that last, all of them on one thread.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reapi/rpc.h"

namespace maelstrom::reapi {

class FollowedStreams {
 public:
  struct Callbacks {
    Rpc::Take take;
    Rpc::End end;
  };
  using Metadata = RpcHeaders;

  FollowedStreams();
  // Cancels what is left, and waits for its end.
  ~FollowedStreams();
  FollowedStreams(const FollowedStreams&) = delete;
  FollowedStreams& operator=(const FollowedStreams&) = delete;

  // See Rpc::follow().
  void follow(grpc::Channel& channel, const RpcStream& what, const Metadata& metadata, const grpc::ByteBuffer& request,
              Callbacks callbacks);
  void cancel_all();

 private:
  class Stream;

  void work();
  void take_step(Stream& stream, bool ok);
  void end_silent();

  grpc::CompletionQueue queue_;
  std::mutex mutex_;
  std::unordered_map<Stream*, std::unique_ptr<Stream>> streams_;
  bool cancelled_ = false;
  bool closing_ = false;
  std::thread thread_;  // from the first stream on
};

}  // namespace maelstrom::reapi
