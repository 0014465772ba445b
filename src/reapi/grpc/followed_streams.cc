#include "reapi/grpc/followed_streams.h"

#include <grpcpp/client_context.h>
#include <grpcpp/impl/codegen/async_stream.h>

#include <chrono>

#include "reapi/grpc/grpc_values.h"

namespace maelstrom::reapi {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

// How often silence is looked for.
constexpr std::chrono::seconds kLook(1);

}  // namespace

// One operation of it is under way at any time, so its address is the tag of all.
class FollowedStreams::Stream {
 public:
  Stream(std::chrono::milliseconds silence, Callbacks callbacks)
      : callbacks_(std::move(callbacks)), silence_(silence), last_(steady_clock::now()) {}

  void start(grpc::Channel& channel, grpc::CompletionQueue& queue, const std::string& method, const Metadata& metadata,
             const grpc::ByteBuffer& request) {
    for (const auto& [name, value] : metadata) context_.AddMetadata(name, value);
    method_ = method;
    const grpc::internal::RpcMethod rpc_method(method_.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING);
    // It is here before the thread of the queue hears of it.
    reader_.reset(grpc::internal::ClientAsyncReaderFactory<grpc::ByteBuffer>::Create(
        &channel, &queue, rpc_method, &context_, request, false, nullptr));
    reader_->StartCall(this);
  }

  void cancel() { context_.TryCancel(); }
  void cancel_if_silent() {
    if (silent_ || steady_clock::now() - last_ < silence_) return;
    silent_ = true;
    cancel();
  }

  // What the queue gave of it: `ok` as gRPC means it. True at its end.
  bool step(bool ok) {
    if (finishing_) return true;
    if (ok && reading_ && !given_up_) {
      last_ = steady_clock::now();
      given_up_ = !callbacks_.take(bytes_of(message_));
      if (given_up_) cancel();
    }
    if (!ok) {
      finishing_ = true;
      reader_->Finish(&status_, this);
      return false;
    }
    reading_ = true;
    reader_->Read(&message_, this);
    return false;
  }

  void end() const {
    if (status_.ok()) return callbacks_.end(std::monostate());
    if (silent_) {
      return callbacks_.end(tl::unexpected(RpcFailure{RpcCode::kUnavailable, "nothing was heard of it for too long"}));
    }
    callbacks_.end(tl::unexpected(failure_of(status_)));
  }

 private:
  Callbacks callbacks_;
  std::chrono::milliseconds silence_;
  steady_clock::time_point last_;
  std::string method_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientAsyncReader<grpc::ByteBuffer>> reader_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
  bool reading_ = false;
  bool finishing_ = false;
  bool given_up_ = false;
  bool silent_ = false;
};

FollowedStreams::FollowedStreams() = default;

FollowedStreams::~FollowedStreams() {
  cancel_all();
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    if (streams_.empty()) queue_.Shutdown();
  }
  if (thread_.joinable()) {
    thread_.join();
    return;
  }
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void FollowedStreams::follow(grpc::Channel& channel, const RpcStream& what, const Metadata& metadata,
                             const grpc::ByteBuffer& request, Callbacks callbacks) {
  {
    const std::lock_guard lock(mutex_);
    if (!cancelled_) {
      auto stream = std::make_unique<Stream>(what.silence, std::move(callbacks));
      Stream* const one = stream.get();
      streams_.emplace(one, std::move(stream));
      one->start(channel, queue_, what.method, metadata, request);
      if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
      return;
    }
  }
  callbacks.end(tl::unexpected(RpcFailure{RpcCode::kCancelled, "cancelled"}));
}

void FollowedStreams::cancel_all() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const auto& [stream, owner] : streams_) stream->cancel();
}

void FollowedStreams::work() {
  auto look = steady_clock::now() + kLook;
  while (true) {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_.AsyncNext(&tag, &ok, system_clock::now() + kLook);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) take_step(*static_cast<Stream*>(tag), ok);
    if (steady_clock::now() < look) continue;
    end_silent();
    look = steady_clock::now() + kLook;
  }
}

void FollowedStreams::take_step(Stream& stream, bool ok) {
  if (!stream.step(ok)) return;
  stream.end();
  const std::lock_guard lock(mutex_);
  streams_.erase(&stream);
  if (closing_ && streams_.empty()) queue_.Shutdown();
}

void FollowedStreams::end_silent() {
  const std::lock_guard lock(mutex_);
  for (const auto& [stream, owner] : streams_) stream->cancel_if_silent();
}

}  // namespace maelstrom::reapi
