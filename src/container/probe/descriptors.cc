#include "container/probe/descriptors.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace maelstrom::container::probe {

bool put_into_cycle(int fd) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
  const int passed[3] = {pair[0], pair[1], fd};
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof passed)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof passed);
  std::memcpy(CMSG_DATA(header), passed, sizeof passed);
  if (::sendmsg(pair[0], &message, 0) != 1) return false;
  for (const int owned : passed) ::close(owned);
  return true;
}

bool write_text(const char* path, const char* text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const auto length = static_cast<ssize_t>(std::strlen(text));
  const bool written = ::write(fd, text, std::strlen(text)) == length;
  ::close(fd);
  return written;
}

bool read_text(const char* path, char* text, std::size_t size) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  std::size_t length = 0;
  ssize_t got = 1;
  while (got > 0 && length < size - 1) {
    got = ::read(fd, text + length, size - 1 - length);
    if (got > 0) length += static_cast<std::size_t>(got);
  }
  text[length] = '\0';
  ::close(fd);
  return got >= 0;
}

long read_number(const char* path) {
  char text[32];
  return read_text(path, text, sizeof text) ? std::strtol(text, nullptr, 10) : -1;
}

}  // namespace maelstrom::container::probe
