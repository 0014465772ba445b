// Remote procedure calls as a port: messages as bytes, one server.
//
// The module maelstrom-remote.so speaks gRPC; what the messages mean is decided above it.
// Source: grpc.io, "Core concepts" and "Status codes".
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace maelstrom::reapi {

// The numbers of gRPC.
enum class RpcCode : std::uint8_t {
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

struct RpcFailure {
  RpcCode code = RpcCode::kUnknown;
  std::string message;  // of the server, or why it was not reached
  std::string details;  // an encoded google.rpc.Status, where the server sends one
};
template <typename T>
using RpcResult = tl::expected<T, RpcFailure>;

// "UNAVAILABLE: connection refused".
std::string to_string(const RpcFailure& failure);
// Whether the same call may succeed a moment later.
bool is_passing(const RpcFailure& failure);

struct RpcCall {
  std::string method;  // "/package.Service/Method"
  std::chrono::milliseconds timeout{0};
};

// A call that may last for hours.
struct RpcStream {
  std::string method;
  // Without a message for so long its connection is dead: it ends with Unavailable.
  std::chrono::milliseconds silence{0};
};

// Safe to use from several threads. Each has a connection of its own.
class Rpc {
 public:
  virtual ~Rpc() = default;
  // One message there, one back.
  virtual RpcResult<std::string> call(const RpcCall& call, std::string_view request) = 0;
  // Many there, as `next` gives them until it gives none, or until the server wants no more; one back.
  using Next = std::function<std::optional<std::string>()>;
  virtual RpcResult<std::string> send(const RpcCall& call, const Next& next) = 0;
  // One there, many back, until `take` wants no more: the call is given up, and its error is Cancelled.
  using Take = std::function<bool(std::string_view message)>;
  virtual RpcResult<std::monostate> receive(const RpcCall& call, std::string_view request, const Take& take) = 0;
  // As receive(), but it returns at once. Both callbacks come from a thread of the port's own, which they must not
  // keep: they may follow another stream, and make no other call. `end` comes last, once, also if the call was
  // cancelled: then from this function itself, maybe. When the port is gone it has come.
  using End = std::function<void(const RpcResult<std::monostate>&)>;
  virtual void follow(const RpcStream& stream, std::string request, Take take, End end) = 0;
  // Ends the calls that are under way, and every later one, with Cancelled.
  virtual void cancel_all() = 0;
};

using RpcHeaders = std::vector<std::pair<std::string, std::string>>;  // names in lower case

// Who a server must be, and who calls it. Of no use without TLS.
struct RpcIdentity {
  std::string certificate_authorities;  // a PEM file; empty: $SSL_CERT_FILE, else the system's
  std::string client_certificate;       // a PEM file; empty: it does not prove who it is by one
  std::string client_key;               // likewise
  // What a call shows that is about to be made, from any thread; empty: nothing. Its failure is that of the call.
  std::function<RpcResult<RpcHeaders>()> headers;
};

struct RpcOptions {
  std::string target;  // "host:port"
  bool tls = false;
  RpcIdentity identity;
  RpcHeaders metadata;  // of every call
  // A call waits so long for a server that was not there the last time.
  std::chrono::milliseconds patience{0};
};

// The name and type of what the module gives; the caller owns the result. What is wrong with a file comes with the
// first call.
inline constexpr const char* kRpcModuleEntry = "maelstrom_remote_rpc";
using RpcModuleEntry = Rpc* (*)(const RpcOptions&);

}  // namespace maelstrom::reapi
