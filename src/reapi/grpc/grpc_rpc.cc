// The port of reapi/rpc.h through gRPC: the content of maelstrom-remote.so.
#include <grpc/support/log.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/codegen/sync_stream.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "reapi/grpc/followed_streams.h"
#include "reapi/grpc/grpc_values.h"
#include "reapi/grpc/handshake.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {
namespace {

using grpc::ByteBuffer;
using grpc::internal::RpcMethod;

// As docs.rs and every distribution have it for OpenSSL.
constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

// None if the file cannot be read.
std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string authorities_file(const RpcIdentity& identity) {
  if (!identity.certificate_authorities.empty()) return identity.certificate_authorities;
  const char* const named = std::getenv("SSL_CERT_FILE");
  return named != nullptr && *named != '\0' ? named : kSystemAuthorities;
}

class GrpcRpc final : public Rpc {
 public:
  explicit GrpcRpc(const RpcOptions& options)
      : target_(options.target),
        metadata_(options.metadata),
        headers_(options.identity.headers),
        patience_(options.patience) {
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    if (options.tls) {
      tls_ = {.authorities = certificates_in(authorities_file(options.identity)),
              .certificate = certificates_in(options.identity.client_certificate),
              .key = certificates_in(options.identity.client_key)};
      credentials = grpc::SslCredentials(
          {.pem_root_certs = tls_->authorities, .pem_private_key = tls_->key, .pem_cert_chain = tls_->certificate});
    }
    grpc::ChannelArguments arguments;
    // A blob of the largest batch comes in one message.
    arguments.SetMaxReceiveMessageSize(64 << 20);
    // Else two channels to one server are one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // A server that starts again is found again soon.
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
    channel_ = grpc::CreateCustomChannel(options.target, credentials, arguments);
  }

  RpcResult<std::string> call(const RpcCall& call, std::string_view request) override {
    give_connecting_a_moment();
    Context context(*this, call);
    if (const auto refused = context.refused()) return tl::unexpected(*refused);
    const RpcMethod method(call.method.c_str(), RpcMethod::NORMAL_RPC);
    ByteBuffer response;
    const grpc::Status status =
        grpc::internal::BlockingUnaryCall(channel_.get(), method, context.get(), buffer_of(request), &response);
    if (!status.ok()) return tl::unexpected(explained(failure_of(status)));
    return bytes_of(response);
  }

  RpcResult<std::string> send(const RpcCall& call, const Next& next) override {
    Context context(*this, call);
    if (const auto refused = context.refused()) return tl::unexpected(*refused);
    const RpcMethod method(call.method.c_str(), RpcMethod::CLIENT_STREAMING);
    ByteBuffer response;
    const std::unique_ptr<grpc::ClientWriter<ByteBuffer>> writer(
        grpc::internal::ClientWriterFactory<ByteBuffer>::Create(channel_.get(), method, context.get(), &response));
    for (auto message = next(); message; message = next()) {
      if (!writer->Write(buffer_of(*message))) break;
    }
    writer->WritesDone();
    if (const grpc::Status status = writer->Finish(); !status.ok())
      return tl::unexpected(explained(failure_of(status)));
    return bytes_of(response);
  }

  RpcResult<std::monostate> receive(const RpcCall& call, std::string_view request, const Take& take) override {
    Context context(*this, call);
    if (const auto refused = context.refused()) return tl::unexpected(*refused);
    const RpcMethod method(call.method.c_str(), RpcMethod::SERVER_STREAMING);
    const std::unique_ptr<grpc::ClientReader<ByteBuffer>> reader(
        grpc::internal::ClientReaderFactory<ByteBuffer>::Create(channel_.get(), method, context.get(),
                                                                buffer_of(request)));
    ByteBuffer message;
    while (reader->Read(&message)) {
      if (!take(bytes_of(message))) context.get()->TryCancel();
    }
    if (const grpc::Status status = reader->Finish(); !status.ok())
      return tl::unexpected(explained(failure_of(status)));
    return std::monostate();
  }

  void follow(const RpcStream& stream, std::string request, Take take, End end) override {
    const auto metadata = metadata_of_call();
    if (!metadata) return end(tl::unexpected(metadata.error()));
    followed_.follow(*channel_, stream, *metadata, buffer_of(request), {std::move(take), std::move(end)});
  }

  void cancel_all() override {
    followed_.cancel_all();
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    for (grpc::ClientContext* context : under_way_) context->TryCancel();
  }

 private:
  // Calls to a server that was not there fail at once, and then nobody attends to the next attempt to connect, of which
  // gRPC takes note every five seconds only (1.51: backup_poller.cc). Who waits for it attends to it.
  void give_connecting_a_moment() {
    if (patience_.count() == 0 || channel_->GetState(false) != GRPC_CHANNEL_TRANSIENT_FAILURE) return;
    channel_->WaitForConnected(std::chrono::system_clock::now() + patience_);
  }

  // What cannot be read makes every call fail.
  std::string certificates_in(const std::string& path) {
    if (path.empty()) return {};
    auto content = content_of(path);
    if (!content) unusable_ = "the certificates in " + path + " cannot be read";
    return content.value_or("");
  }

  RpcResult<RpcHeaders> metadata_of_call() const {
    if (!unusable_.empty()) return tl::unexpected(RpcFailure{RpcCode::kUnauthenticated, unusable_, {}});
    RpcHeaders all = metadata_;
    if (!headers_) return all;
    auto shown = headers_();
    if (!shown) return tl::unexpected(std::move(shown).error());
    all.insert(all.end(), shown->begin(), shown->end());
    return all;
  }

  // gRPC does not say what is wrong with a certificate: that is looked for, once.
  RpcFailure explained(RpcFailure failure) {
    if (!tls_ || failure.code != RpcCode::kUnavailable) return failure;
    const std::lock_guard lock(explaining_);
    if (!explanation_) explanation_ = why_no_handshake(*tls_, target_);
    if (!explanation_->empty()) failure.message = *explanation_;
    return failure;
  }

  // One call: known to cancel_all() as long as it is under way.
  class Context {
   public:
    Context(GrpcRpc& rpc, const RpcCall& call) : rpc_(rpc) {
      const auto metadata = rpc.metadata_of_call();
      context_.set_deadline(std::chrono::system_clock::now() + call.timeout);
      if (metadata) {
        for (const auto& [name, value] : *metadata) context_.AddMetadata(name, value);
      } else {
        refused_ = metadata.error();
      }
      const std::lock_guard lock(rpc.mutex_);
      if (rpc.cancelled_) refused_ = {RpcCode::kCancelled, "cancelled", {}};
      rpc.under_way_.insert(&context_);
    }
    ~Context() {
      const std::lock_guard lock(rpc_.mutex_);
      rpc_.under_way_.erase(&context_);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    grpc::ClientContext* get() { return &context_; }
    const std::optional<RpcFailure>& refused() const { return refused_; }

   private:
    GrpcRpc& rpc_;
    grpc::ClientContext context_;
    std::optional<RpcFailure> refused_;
  };

  std::string target_;
  RpcHeaders metadata_;
  std::function<RpcResult<RpcHeaders>()> headers_;
  std::chrono::milliseconds patience_;
  std::optional<TlsFiles> tls_;
  std::string unusable_;  // why; empty if it is not
  std::mutex explaining_;
  std::optional<std::string> explanation_;  // empty: nothing is wrong with the certificates
  std::shared_ptr<grpc::Channel> channel_;
  std::mutex mutex_;
  std::set<grpc::ClientContext*> under_way_;
  bool cancelled_ = false;
  FollowedStreams followed_;
};

}  // namespace
}  // namespace maelstrom::reapi

extern "C" maelstrom::reapi::Rpc* maelstrom_remote_rpc(const maelstrom::reapi::RpcOptions& options) {
  // What goes wrong comes back as the failure of a call; nobody wants it on standard error as well.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
  return std::make_unique<maelstrom::reapi::GrpcRpc>(options).release();
}
