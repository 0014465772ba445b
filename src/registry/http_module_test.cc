#include "registry/http_module.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <thread>

#include "os/fd.h"
#include "os/file.h"

namespace maelstrom::registry {
namespace {

using testing::HasSubstr;

struct Collected final : HttpBody {
  int status = 0;
  std::string bytes;
  std::size_t most = 1 << 20;
  Status begin(int code) override {
    status = code;
    return {};
  }
  Status take(std::string_view more) override {
    bytes += more;
    if (bytes.size() > most) return invalid("too much");
    return {};
  }
};

// Answers one connection with fixed bytes, then closes it, or says nothing more until the other end has closed it.
class OneAnswer {
 public:
  enum class Then : std::uint8_t { kClose, kSilence };
  explicit OneAnswer(std::string answer, Then then = Then::kClose)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_.get(), 1), 0);
    socklen_t length = sizeof address;
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, then, text = std::move(answer)] {
      const os::Fd peer(::accept(socket_.get(), nullptr, nullptr));
      if (peer.get() < 0) return;
      char buffer[4096];
      while (request_.find("\r\n\r\n") == std::string::npos) {
        const auto got = ::read(peer.get(), buffer, sizeof buffer);
        if (got <= 0) return;
        request_.append(buffer, static_cast<std::size_t>(got));
      }
      static_cast<void>(::send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL));
      while (then == Then::kSilence && ::read(peer.get(), buffer, sizeof buffer) > 0) continue;
    });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  const std::string& url() const { return url_; }
  std::string request() {
    thread_.join();
    return request_;
  }

 private:
  os::Fd socket_;
  std::string url_;
  std::string request_;
  std::thread thread_;
};

std::unique_ptr<Http> http() {
  auto opened = open_http(MAELSTROM_REGISTRY_MODULE, {});
  EXPECT_TRUE(opened) << opened.error().message();
  return std::move(opened).value();
}

TEST(HttpModule, GivesStatusHeadersAndContent) {
  OneAnswer server("HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nX-Some: thing\r\n\r\nabc");
  Collected body;
  const auto answer = http()->send({.url = server.url() + "/x", .headers = {"A: b"}, .from = 5}, body);
  ASSERT_TRUE(answer) << answer.error().error.message();
  EXPECT_EQ(answer->status, 206);
  EXPECT_EQ(answer->header("x-some"), "thing");
  EXPECT_EQ(body.bytes, "abc");
  const std::string request = server.request();
  EXPECT_THAT(request, HasSubstr("GET /x HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nA: b\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nRange: bytes=5-\r\n"));
}

TEST(HttpModule, ARedirectIsToldAndNotFollowed) {
  OneAnswer server("HTTP/1.1 307 Away\r\nContent-Length: 0\r\nLocation: ../y\r\n\r\n");
  Collected body;
  const auto answer = http()->send({.url = server.url() + "/a/b"}, body);
  ASSERT_TRUE(answer) << answer.error().error.message();
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(answer->redirect, server.url() + "/y");
}

TEST(HttpModule, ADroppedConnectionIsBrokenAndKeepsWhatCame) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  Collected body;
  const auto answer = http()->send({.url = server.url()}, body);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, HttpFault::kBroken);
  EXPECT_EQ(body.bytes, "half");
}

TEST(HttpModule, AServerThatFallsSilentIsLeftAfterAWhile) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", OneAnswer::Then::kSilence);
  auto patient = open_http(MAELSTROM_REGISTRY_MODULE, {.stall_timeout = std::chrono::seconds(1)});
  ASSERT_TRUE(patient) << patient.error().message();
  Collected body;
  const auto answer = (*patient)->send({.url = server.url()}, body);
  patient->reset();  // and with it the connection
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, HttpFault::kBroken);
  EXPECT_EQ(body.bytes, "half");
}

TEST(HttpModule, TheBodyEndsATransferThatIsTooLong) {
  OneAnswer server("HTTP/1.1 200 OK\r\n\r\n" + std::string(64 << 10, 'x'));
  Collected body;
  body.most = 10;
  const auto answer = http()->send({.url = server.url()}, body);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, HttpFault::kBody);
  EXPECT_EQ(answer.error().error.message(), "too much");
}

TEST(HttpModule, WhereNobodyListensThereIsNoConnection) {
  Collected body;
  const auto answer = http()->send({.url = "http://127.0.0.1:1/"}, body);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, HttpFault::kNoConnection);
}

TEST(HttpModule, OtherSchemesAreRefused) {
  Collected body;
  EXPECT_FALSE(http()->send({.url = "file:///etc/passwd"}, body));
  EXPECT_EQ(body.bytes, "");
}

TEST(HttpModule, AMissingModuleIsNamed) {
  const auto place = os::TemporaryDirectory::create().value();
  const auto found = find_http_module(place.path());
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message(), HasSubstr(place.path() + "/maelstrom-registry.so"));
  EXPECT_FALSE(open_http(place.path() + "/no.so", {}));
}

}  // namespace
}  // namespace maelstrom::registry
