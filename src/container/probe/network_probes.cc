#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "container/probe/descriptors.h"
#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr in_port_t kPort = 47001;
constexpr unsigned kVsockPort = 47002;

// The socket bound to an abstract name, or -1.
int bind_abstract(const char* name) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name, std::strlen(name));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + std::strlen(name));
  return ::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0 ? socket : -1;
}

Answer see_abstract(const char* name) {
  if (bind_abstract(name) >= 0) return Answer::kDone;
  return errno == EADDRINUSE ? Answer::kSeen : failed("bind");
}

// The socket stays open in this process and, where there is one, in its daemon.
Answer leave_abstract() {
  if (bind_abstract("held") < 0) return failed("bind");
  const pid_t daemon = ::fork();
  if (daemon < 0) return failed("fork");
  if (daemon == 0) {
    ::setsid();
    while (true) ::pause();
  }
  return Answer::kDone;
}
Answer see_held_name() { return see_abstract("held"); }

Answer leave_cycle() {
  const int socket = bind_abstract("cycle");
  if (socket < 0) return failed("bind");
  return put_into_cycle(socket) ? Answer::kDone : failed("sendmsg");
}
Answer see_cycle() { return see_abstract("cycle"); }

Answer leave_in_ring() {
  io_uring_params parameters{};
  const int ring = static_cast<int>(::syscall(SYS_io_uring_setup, 4, &parameters));
  if (ring < 0) return errno == ENOSYS || errno == EPERM ? Answer::kNotApplicable : failed("io_uring_setup");
  int socket = bind_abstract("ring");
  if (socket < 0) return failed("bind");
  if (::syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &socket, 1) != 0)
    return failed("io_uring_register");
  ::close(socket);
  return Answer::kDone;
}
Answer see_ring() { return see_abstract("ring"); }

sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kPort);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listen_tcp() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  const sockaddr_in address = loopback();
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
  return ::listen(listener, 1) == 0 ? listener : -1;
}

Answer hold_tcp() { return listen_tcp() >= 0 ? Answer::kDone : failed("bind"); }

Answer see_tcp() {
  if (listen_tcp() >= 0) return Answer::kDone;
  return errno == EADDRINUSE ? Answer::kSeen : failed("bind");
}

// The side that closes first keeps the port for a minute.
Answer leave_time_wait() {
  const int listener = listen_tcp();
  if (listener < 0) return failed("bind");
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client < 0) return failed("socket");
  const sockaddr_in address = loopback();
  if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return failed("connect");
  const int server = ::accept(listener, nullptr, nullptr);
  if (server < 0) return failed("accept");
  ::close(server);
  char byte = 0;
  if (::read(client, &byte, 1) != 0) return failed("read");
  ::close(client);
  ::close(listener);
  return Answer::kDone;
}

Answer leave_packets() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return failed("socket");
  const sockaddr_in address = loopback();
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return failed("bind");
  const auto sent = ::sendto(socket, "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return sent == 1 ? Answer::kDone : failed("sendto");
}

Answer see_packets() {
  char table[4096];
  if (!read_text("/proc/net/dev", table, sizeof table)) return failed("/proc/net/dev");
  unsigned long long packets = 0;
  if (const char* lo = std::strstr(table, "lo:"); lo != nullptr) std::sscanf(lo, "lo: %*u %llu", &packets);
  return seen_if(packets != 0);
}

constexpr const char* kTtl = "/proc/sys/net/ipv4/ip_default_ttl";

Answer leave_net_sysctl() { return write_text(kTtl, "99") ? Answer::kDone : failed(kTtl); }
Answer see_net_sysctl() { return seen_if(read_number(kTtl) == 99); }

int bind_vsock() {
  const int socket = ::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_port = kVsockPort;
  address.svm_cid = VMADDR_CID_ANY;
  return ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

Answer hold_vsock() { return bind_vsock() == 0 ? Answer::kDone : failed("bind(AF_VSOCK)"); }

Answer see_vsock() {
  if (bind_vsock() == 0) return Answer::kDone;
  return errno == EADDRINUSE ? Answer::kSeen : failed("bind(AF_VSOCK)");
}

constexpr Probe kProbes[] = {
    {"abstract-socket", leave_abstract, see_held_name}, {"socket-cycle", leave_cycle, see_cycle},
    {"socket-in-ring", leave_in_ring, see_ring},        {"tcp-port", hold_tcp, see_tcp},
    {"tcp-time-wait", leave_time_wait, see_tcp},        {"loopback-packets", leave_packets, see_packets},
    {"net-sysctl", leave_net_sysctl, see_net_sysctl},   {"vsock", hold_vsock, see_vsock},
};

}  // namespace

std::span<const Probe> network_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
