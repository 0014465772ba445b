#include "container/cell/channel.h"

#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace maelstrom::container::cell {
namespace {

constexpr std::size_t kErrorLimit = kPacketLimit / 2;  // so that it fits a packet

os::Fd attached_fd(msghdr& message) {
  const cmsghdr* control = CMSG_FIRSTHDR(&message);
  if (control == nullptr || control->cmsg_type != SCM_RIGHTS) return {};
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(control), sizeof fd);
  return os::Fd(fd);
}

}  // namespace

Result<Channel::Packet> Channel::receive() {
  forget_body();
  PacketHeader header;
  iovec parts[2] = {{&header, sizeof header}, {buffer_.get(), kPacketLimit}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < static_cast<ssize_t>(sizeof header)) return fail(ErrorCode::kInterrupted, "the runner is gone");
  os::Fd memory = attached_fd(message);
  Packet packet{header.kind, {buffer_.get(), static_cast<std::size_t>(got) - sizeof header}};
  if (header.body_in_memfd > 0) {
    TRY_ASSIGN(body, map_body(std::move(memory), header.body_in_memfd));
    packet.body = body;
  }
  return packet;
}

Result<PacketKind> Channel::receive_order() {
  PacketHeader header;
  ssize_t got = 0;
  do {
    got = ::recv(socket_.get(), &header, sizeof header, 0);
  } while (got < 0 && errno == EINTR);
  if (got < static_cast<ssize_t>(sizeof header)) return fail(ErrorCode::kInterrupted, "the runner is gone");
  return header.kind;
}

Result<std::string_view> Channel::map_body(os::Fd memory, std::size_t size) {
  void* mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, memory.get(), 0);
  if (mapped == MAP_FAILED) return fail(system_error(errno, "mmap", "the job"));
  mapped_ = mapped;
  mapped_size_ = size;
  return std::string_view(static_cast<const char*>(mapped), size);
}

bool Channel::forget_body() {
  if (mapped_ == nullptr) return false;
  ::munmap(mapped_, mapped_size_);
  mapped_ = nullptr;
  return true;
}

Status Channel::send(PacketKind kind, std::string_view body, const int* fds, std::size_t fd_count) {
  PacketHeader header{kind};
  iovec parts[2] = {{&header, sizeof header}, {const_cast<char*>(body.data()), body.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  if (fd_count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
    std::memcpy(CMSG_DATA(rights), fds, fd_count * sizeof(int));
  }
  if (::sendmsg(socket_.get(), &message, MSG_NOSIGNAL) < 0) return fail(system_error(errno, "send to the runner"));
  return {};
}

Status Channel::send_error(PacketKind kind, const Error& error) { return send(kind, encode_error(error)); }

Status Channel::send_number(PacketKind kind, std::uint64_t number) {
  Writer body;
  body.number(number);
  return send(kind, body.bytes());
}

std::string encode_error(const Error& error) {
  Writer body;
  body.number(static_cast<std::uint64_t>(error.code()));
  body.number(static_cast<std::uint64_t>(error.system_errno()));
  body.text(std::string_view(error.message()).substr(0, kErrorLimit));
  return std::move(body).bytes();
}

}  // namespace maelstrom::container::cell
