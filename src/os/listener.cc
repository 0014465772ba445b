#include "os/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/strings.h"

namespace maelstrom::os {
namespace {

constexpr int kBacklog = 16;
constexpr timeval kPatience{5, 0};

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Result<Addresses> resolve(const std::string& address) {
  const auto colon = address.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_unsigned(address.substr(colon + 1));
  if (!port || *port > 65535) {
    return invalid("\"" + printable(address) + "\" is no address to listen at: write HOST:PORT or :PORT");
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  if (host.empty()) hints.ai_family = AF_INET6;  // which takes IPv4, too
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(*port).c_str(), &hints, &found);
  if (error != 0) return invalid("the address " + printable(address) + ": " + ::gai_strerror(error));
  return Addresses(found);
}

Result<Fd> listen_at(const addrinfo& at, const std::string& address) {
  Fd socket(::socket(at.ai_family, at.ai_socktype | SOCK_CLOEXEC, at.ai_protocol));
  if (!socket) return fail(system_error(errno, "socket"));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), at.ai_addr, at.ai_addrlen) != 0) return fail(system_error(errno, "bind", address));
  if (::listen(socket.get(), kBacklog) != 0) return fail(system_error(errno, "listen", address));
  return socket;
}

std::string name_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  ::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, host.data(), host.size(), port.data(), port.size(),
                NI_NUMERICHOST | NI_NUMERICSERV);
  const std::string name = host.data();
  return (name.find(':') == std::string::npos ? name : "[" + name + "]") + ":" + port.data();
}

}  // namespace

Result<Listener> Listener::open(const std::string& address) {
  TRY_ASSIGN(addresses, resolve(address));
  auto socket = listen_at(*addresses, address);
  if (!socket && address.starts_with(':')) {  // a kernel without IPv6
    TRY_ASSIGN(without, resolve("0.0.0.0" + address));
    socket = listen_at(*without, address);
  }
  if (!socket) return fail(std::move(socket).error());
  Fd stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stopped) return fail(system_error(errno, "eventfd"));
  std::string name = name_of(socket->get());
  return Listener(std::move(*socket), std::move(stopped), std::move(name));
}

Result<std::optional<Fd>> Listener::accept() {
  while (true) {
    std::array<pollfd, 2> watched{{{socket_.get(), POLLIN, 0}, {stopped_.get(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
    if (watched[1].revents != 0) return std::nullopt;
    if (watched[0].revents == 0) continue;
    Fd connection(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) continue;  // it was given up meanwhile
    ::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    ::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    return connection;
  }
}

bool is_listening(unsigned port) {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(port));
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return socket && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&there), sizeof(there)) == 0;
}

Status send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return fail(system_error(errno, "send"));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

void Listener::stop() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stopped_.get(), &one, sizeof one));
}

}  // namespace maelstrom::os
