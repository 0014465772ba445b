#include "container/cell/network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cstdlib>
#include <cstring>

#include "container/cell/kernel.h"
#include "container/cell/raw.h"

namespace maelstrom::container::cell {
namespace {

// The number behind `key` in `text`, -1 if there is none.
long number_after(const char* text, const char* key) {
  const char* found = text == nullptr ? nullptr : std::strstr(text, key);
  return found == nullptr ? -1 : std::strtol(found + std::strlen(key), nullptr, 10);
}

// The test's "root" has no capability over this namespace, so what it may do is said in sysctls.
Status permit_as_root(int proc) {
  TRY(write_file({proc, "sys/net/ipv4/ip_unprivileged_port_start"}, "0"));
  return write_file({proc, "sys/net/ipv4/ping_group_range"}, "65534 65534");
}

}  // namespace

long raw_loopback_up() {
  const long socket = raw_call(SYS_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return socket;
  ifreq request{};
  request.ifr_name[0] = 'l';
  request.ifr_name[1] = 'o';
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const long result = raw_call(SYS_ioctl, socket, SIOCSIFFLAGS, raw_word(&request));
  raw_call(SYS_close, socket);
  return result;
}

Status NetworkNamespace::enter_new() { return unshare_kind(CLONE_NEWNET, "CLONE_NEWNET"); }

Result<NetworkNamespace> NetworkNamespace::of_caller(NetworkKind kind, int proc) {
  NetworkNamespace made;
  if (kind == NetworkKind::kLoopback) {
    if (const long result = raw_loopback_up(); result < 0) {
      return fail(system_error(static_cast<int>(-result), "take up", "lo"));
    }
    TRY(permit_as_root(proc));
  }
  TRY_ASSIGN(fd, open_at({proc, "self/ns/net"}, O_RDONLY));
  TRY_ASSIGN(sockstat, open_at({proc, "self/net/sockstat"}, O_RDONLY));
  TRY_ASSIGN(devices, open_at({proc, "self/net/dev"}, O_RDONLY));
  made.fd_ = std::move(fd);
  made.sockstat_ = std::move(sockstat);
  made.devices_ = std::move(devices);
  made.untouched_ = made.read();
  return made;
}

NetworkNamespace::Figures NetworkNamespace::read() const {
  char text[1024];
  Figures figures;
  long got = read_start(sockstat_.get(), text, sizeof text - 1);
  if (got <= 0) return figures;
  text[got] = '\0';
  figures.used = number_after(text, "sockets: used ");
  figures.time_wait = number_after(std::strstr(text, "TCP:"), " tw ");
  got = read_start(devices_.get(), text, sizeof text - 1);
  if (got <= 0) return {};
  text[got] = '\0';
  figures.packets = number_after(text, "lo:");  // the first figure: bytes received
  return figures;
}

bool NetworkNamespace::is_clean() const {
  const Figures now = read();
  return now == untouched_ && now.used >= 0 && now.time_wait >= 0 && now.packets >= 0;
}

}  // namespace maelstrom::container::cell
