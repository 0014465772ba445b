#include <arpa/inet.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "container/payload/words.h"

namespace payload {
namespace {

sockaddr_in local(long port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A socket, which this system always has; else nothing that follows would mean anything.
int opened(int family, int type) {
  const int fd = ::socket(family, type, 0);
  if (fd >= 0) return fd;
  std::perror("socket");
  std::exit(1);
}

template <typename Address>
const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// A whole connection over lo; the server closes first, so that its port stays in TIME_WAIT.
void exchange(const Arguments& a) {
  const sockaddr_in address = local(number(a[0]));
  const int server = opened(AF_INET, SOCK_STREAM);
  if (::bind(server, generic(address), sizeof address) != 0) return say("exchange", false);
  if (::listen(server, 1) != 0) return say("exchange", false);
  const int client = opened(AF_INET, SOCK_STREAM);
  if (::connect(client, generic(address), sizeof address) != 0) return say("exchange", false);
  const int accepted = ::accept(server, nullptr, nullptr);
  ::close(accepted);
  char byte = 0;
  static_cast<void>(::read(client, &byte, 1));
  ::close(client);
  ::close(server);
  say("exchange", true);
}

// A cycle of unix sockets in flight, which lives until the kernel's collector runs; `name` is bound by one of them.
void cycle(const Arguments& a) {
  int pair[2];
  ::socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
  const int named = opened(AF_UNIX, SOCK_DGRAM);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, a[0].data(), a[0].size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + a[0].size());
  if (::bind(named, generic(address), size) != 0) return say("cycle", false);
  const int sent[] = {pair[0], pair[1], named};
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof sent)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof sent);
  std::memcpy(CMSG_DATA(rights), sent, sizeof sent);
  say("cycle", ::sendmsg(pair[0], &message, 0) == 1);
}

void loopback_state(const Arguments&) {
  const int fd = opened(AF_UNIX, SOCK_DGRAM);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  if (::ioctl(fd, SIOCGIFFLAGS, &request) != 0) return say("lo", false);
  std::printf("lo: %s\n", (request.ifr_flags & IFF_UP) != 0 ? "up" : "down");
}

void set_loopback(const Arguments& a) {
  const int fd = opened(AF_UNIX, SOCK_DGRAM);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = a[0] == "up" ? IFF_UP : 0;
  say("set-lo", ::ioctl(fd, SIOCSIFFLAGS, &request) == 0);
}

void interfaces(const Arguments&) {
  std::printf("interfaces:");
  struct if_nameindex* all = ::if_nameindex();
  for (auto* one = all; one != nullptr && one->if_index != 0; ++one) std::printf(" %s", one->if_name);
  ::if_freenameindex(all);
  std::printf("\n");
}

}  // namespace

void add_net_words(Words& words) {
  words["exchange"] = exchange;
  words["cycle"] = cycle;
  words["lo"] = loopback_state;
  words["set-lo"] = set_loopback;
  words["interfaces"] = interfaces;
  words["bind-path"] = [](const Arguments& a) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    a[0].copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = opened(AF_UNIX, SOCK_DGRAM);
    say("bind-path " + a[0], ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  };
  words["bind"] = [](const Arguments& a) {
    const sockaddr_in address = local(number(a[0]));
    const int fd = opened(AF_INET, SOCK_STREAM);
    say("bind", ::bind(fd, generic(address), sizeof address) == 0);
  };
  words["vsock"] = [](const Arguments&) { say("vsock", ::socket(AF_VSOCK, SOCK_STREAM, 0) >= 0); };
}

}  // namespace payload
