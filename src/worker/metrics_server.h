// Tells whoever asks by HTTP how a worker is: /metrics for Prometheus, /healthz for who restarts what is sick.
// Source: RFC 9112, as far as a GET needs it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "os/listener.h"
#include "worker/metrics.h"

namespace maelstrom::worker {

// The whole answer to `request`, of which the first line is enough.
std::string http_answer(std::string_view request, const Metrics& metrics);

class MetricsServer {
 public:
  // `now` is called from the server's thread.
  MetricsServer(os::Listener listener, std::function<Metrics()> now);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  const std::string& address() const { return listener_.address(); }

 private:
  void serve();

  os::Listener listener_;
  std::function<Metrics()> now_;
  std::thread thread_;
};

}  // namespace maelstrom::worker
