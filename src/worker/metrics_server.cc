#include "worker/metrics_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace maelstrom::worker {
namespace {

constexpr std::size_t kLongestRequest = 8192;

std::string answer(std::string_view status, std::string_view type, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", status,
                     type, body.size(), body);
}

std::string request_from(int connection) {
  std::string request;
  std::array<char, 2048> some{};
  while (request.find("\r\n\r\n") == std::string::npos && request.size() < kLongestRequest) {
    const ssize_t got = ::read(connection, some.data(), some.size());
    if (got <= 0) break;
    request.append(some.data(), static_cast<std::size_t>(got));
  }
  return request;
}

}  // namespace

std::string http_answer(std::string_view request, const Metrics& metrics) {
  constexpr std::string_view kPlain = "text/plain; charset=utf-8";
  const std::string_view line = request.substr(0, request.find("\r\n"));
  if (!line.starts_with("GET ")) return answer("405 Method Not Allowed", kPlain, "only GET\n");
  const std::string_view target = line.substr(4, line.find(' ', 4) - 4);
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/metrics") {
    return answer("200 OK", "text/plain; version=0.0.4; charset=utf-8", prometheus_text(metrics));
  }
  if (path == "/healthz") {
    const std::string why = why_unhealthy(metrics);
    return why.empty() ? answer("200 OK", kPlain, "ok\n") : answer("503 Service Unavailable", kPlain, why);
  }
  return answer("404 Not Found", kPlain, "there are /metrics and /healthz\n");
}

MetricsServer::MetricsServer(os::Listener listener, std::function<Metrics()> now)
    : listener_(std::move(listener)), now_(std::move(now)), thread_([this] { serve(); }) {}

MetricsServer::~MetricsServer() {
  listener_.stop();
  thread_.join();
}

void MetricsServer::serve() {
  while (true) {
    const auto connection = listener_.accept();
    if (!connection || !*connection) return;
    const int fd = (*connection)->get();
    // Who goes away before the answer does not want it.
    static_cast<void>(os::send_all(fd, http_answer(request_from(fd), now_())));
  }
}

}  // namespace maelstrom::worker
