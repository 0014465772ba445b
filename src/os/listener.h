// A TCP socket that takes connections. Source: ip(7), tcp(7).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::os {

// Used by one thread, but for stop().
class Listener {
 public:
  // "HOST:PORT", "[IPv6]:PORT", or ":PORT" for every address of this machine; port 0 is one that is free.
  // Errors: Invalid for what is no such address; those of getaddrinfo(3), bind(2) and listen(2).
  static Result<Listener> open(const std::string& address);

  // Where it listens: "127.0.0.1:9100".
  const std::string& address() const { return address_; }

  // Waits for a connection, of which a read or a write that takes longer than some seconds fails. None once stop() was
  // called.
  Result<std::optional<Fd>> accept();
  // From any thread.
  void stop();

 private:
  Listener(Fd socket, Fd stopped, std::string address)
      : socket_(std::move(socket)), stopped_(std::move(stopped)), address_(std::move(address)) {}

  Fd socket_;
  Fd stopped_;  // an eventfd
  std::string address_;
};

// Whether something on this machine takes connections at 127.0.0.1:`port`.
bool is_listening(unsigned port);

// All of `bytes`. That the other side has gone is an error, and no signal.
Status send_all(int connection, std::string_view bytes);

}  // namespace maelstrom::os
