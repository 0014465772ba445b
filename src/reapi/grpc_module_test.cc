// The module that speaks gRPC, where no server of the program's tests is needed to see what it does.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <thread>
#include <vector>

#include "reapi/rpc.h"

namespace maelstrom::reapi {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Takes connections and never says a word.
class Silence {
 public:
  Silence() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    target_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~Silence() { ::close(socket_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  const std::string& target() const { return target_; }

 private:
  int socket_;
  std::string target_;
};

// Its port is there from the beginning; it says the least that HTTP/2 wants to every connection, and no more.
class LateServer {
 public:
  LateServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    target_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~LateServer() {
    ::shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(socket_);
  }
  LateServer(const LateServer&) = delete;
  LateServer& operator=(const LateServer&) = delete;
  const std::string& target() const { return target_; }

  void start() {
    EXPECT_EQ(::listen(socket_, 8), 0);
    thread_ = std::thread([this] {
      std::vector<int> connections;
      while (true) {
        const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) break;
        connections.push_back(connection);
        constexpr char kSettings[9] = {0, 0, 0, 4};  // a frame without any: RFC 9113, section 6.5
        EXPECT_EQ(::send(connection, kSettings, sizeof kSettings, MSG_NOSIGNAL), 9);
      }
      for (const int connection : connections) ::close(connection);
    });
  }

 private:
  int socket_;
  std::string target_;
  std::thread thread_;
};

std::unique_ptr<Rpc> connect(const RpcOptions& options) {
  void* const module = ::dlopen(MAELSTROM_REMOTE_MODULE, RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) return nullptr;
  return std::unique_ptr<Rpc>(reinterpret_cast<RpcModuleEntry>(::dlsym(module, kRpcModuleEntry))(options));
}

class GrpcModule : public ::testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "gRPC's own locks are not seen by the sanitizer";
#endif
  }
  const Silence server_;
};

TEST_F(GrpcModule, AStreamThatSaysNothingForTooLongIsLost) {
  const auto rpc = connect({.target = server_.target()});
  ASSERT_TRUE(rpc) << ::dlerror();
  std::promise<RpcResult<std::monostate>> ended;
  rpc->follow(
      {"/a.Service/Method", milliseconds(300)}, "", [](std::string_view) { return true; },
      [&](const RpcResult<std::monostate>& status) { ended.set_value(status); });
  auto end = ended.get_future();
  ASSERT_EQ(end.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  const auto status = end.get();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, RpcCode::kUnavailable);
  EXPECT_EQ(status.error().message, "nothing was heard of it for too long");
}

TEST_F(GrpcModule, AServerThatComesLateIsReachedAtOneOfTheNextCalls) {
  LateServer late;
  const auto rpc = connect({.target = late.target(), .patience = milliseconds(200)});
  ASSERT_TRUE(rpc) << ::dlerror();
  const auto code = [&] { return rpc->call({"/a.Service/Method", milliseconds(300)}, "").error().code; };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code(), RpcCode::kUnavailable);
  late.start();
  int calls = 0;
  while (code() == RpcCode::kUnavailable) ASSERT_LT(++calls, 50);
}

TEST_F(GrpcModule, WhatACallShowsIsAskedForEachTimeAndItsFailureIsTheCalls) {
  int asked = 0;
  RpcOptions options{.target = server_.target()};
  options.identity.headers = [&asked]() -> RpcResult<RpcHeaders> {
    ++asked;
    return tl::unexpected(RpcFailure{RpcCode::kUnauthenticated, "no token today", {}});
  };
  const auto rpc = connect(options);
  ASSERT_TRUE(rpc) << ::dlerror();
  for (int i = 0; i < 2; ++i) {
    const auto answer = rpc->call({"/a.Service/Method", milliseconds(10'000)}, "");
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error()), "UNAUTHENTICATED: no token today");
  }
  std::optional<RpcResult<std::monostate>> ended;
  rpc->follow(
      {"/a.Service/Method", milliseconds(10'000)}, "", [](std::string_view) { return true; },
      [&](const RpcResult<std::monostate>& status) { ended = status; });
  EXPECT_EQ(ended.value().error().message, "no token today");
  EXPECT_EQ(asked, 3);
}

}  // namespace
}  // namespace maelstrom::reapi
