// Tells the price of a currency to whoever connects.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace hello {

class RateServer {
 public:
  static constexpr std::uint16_t kPort = 47110;

  // Answers `rate` on 127.0.0.1:kPort until destroyed. Throws std::system_error if the port is taken.
  explicit RateServer(std::string rate);
  ~RateServer();
  RateServer(const RateServer&) = delete;
  RateServer& operator=(const RateServer&) = delete;

 private:
  void serve();

  std::string rate_;
  int socket_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// What the server says. Throws std::system_error if nobody listens.
std::string ask_rate();

}  // namespace hello
