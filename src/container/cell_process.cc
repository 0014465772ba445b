#include "container/cell_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace maelstrom::container {
namespace {

constexpr int kFirstFreeFd = 10;  // above every descriptor that the cell is given

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

Result<os::Fd> duplicate_high(int fd) {
  os::Fd copy(::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFreeFd));
  if (!copy) return fail(system_error(errno, "fcntl", "F_DUPFD_CLOEXEC"));
  return copy;
}

Result<os::Fd> body_in_memory(std::string_view body) {
  os::Fd memory(::memfd_create("job", MFD_CLOEXEC));
  if (!memory) return fail(system_error(errno, "memfd_create"));
  std::size_t done = 0;
  while (done < body.size()) {
    const ssize_t written = ::write(memory.get(), body.data() + done, body.size() - done);
    if (written < 0) return fail(system_error(errno, "write", "a job for the cell"));
    done += static_cast<std::size_t>(written);
  }
  return memory;
}

std::vector<os::Fd> attached(msghdr& message) {
  std::vector<os::Fd> fds;
  const cmsghdr* control = CMSG_FIRSTHDR(&message);
  if (control == nullptr || control->cmsg_type != SCM_RIGHTS) return fds;
  const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < count; ++i) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(control) + i * sizeof fd, sizeof fd);
    fds.emplace_back(fd);
  }
  return fds;
}

// Between the runner and a cell that is to be started. The cell's lie where it has nothing of its own yet.
struct Descriptors {
  os::Fd ours;
  os::Fd socket;
  os::Fd layers;

  static Result<Descriptors> make(int layers) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
      return fail(system_error(errno, "socketpair"));
    }
    os::Fd ours(ends[0]);
    const os::Fd theirs(ends[1]);
    TRY_ASSIGN(socket, duplicate_high(theirs.get()));
    TRY_ASSIGN(directory, duplicate_high(layers));
    return Descriptors{std::move(ours), std::move(socket), std::move(directory)};
  }
};

}  // namespace

Result<CellProcess> CellProcess::spawn(const std::string& program, int layers) {
  TRY_ASSIGN(descriptors, Descriptors::make(layers));
  SpawnActions actions;
  posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(actions.get(), 0, 1);
  posix_spawn_file_actions_adddup2(actions.get(), 0, 2);
  posix_spawn_file_actions_adddup2(actions.get(), descriptors.socket.get(), kSocketFd);
  posix_spawn_file_actions_adddup2(actions.get(), descriptors.layers.get(), kLayersFd);
  std::string name = "maelstrom-cell";
  char* const argv[] = {name.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), actions.get(), nullptr, argv, environment);
  if (error != 0) return fail(system_error(error, "start", program));
  return CellProcess(std::move(descriptors.ours), pid);
}

Result<CellProcess> CellProcess::fork(int layers, int (*serve)()) {
  TRY_ASSIGN(descriptors, Descriptors::make(layers));
  const pid_t pid = ::fork();
  if (pid < 0) return fail(system_error(errno, "fork"));
  if (pid > 0) return CellProcess(std::move(descriptors.ours), pid);
  ::dup2(descriptors.socket.get(), kSocketFd);
  ::dup2(descriptors.layers.get(), kLayersFd);
  ::_exit(serve());
}

CellProcess::CellProcess(CellProcess&& other) noexcept
    : socket_(std::move(other.socket_)),
      buffer_(std::move(other.buffer_)),
      pidfd_(std::move(other.pidfd_)),
      starter_(std::exchange(other.starter_, -1)) {}

void CellProcess::kill() {
  socket_.reset();
  if (pidfd_) ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
}

CellProcess::~CellProcess() {
  kill();
  reap_starter();
  if (!pidfd_) return;
  siginfo_t info{};
  // The end of a pid namespace's first process is seen after that of all others in it.
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) != 0 && errno == EINTR) continue;
}

void CellProcess::reap_starter() {
  if (starter_ < 0) return;
  while (::waitpid(starter_, nullptr, 0) < 0 && errno == EINTR) continue;
  starter_ = -1;
}

void CellProcess::settle(os::Fd pidfd) {
  pidfd_ = std::move(pidfd);
  reap_starter();
}

Status CellProcess::send(PacketKind kind, std::string_view body) {
  PacketHeader header{kind};
  os::Fd memory;
  if (body.size() > kBodyLimit) return invalid("arguments and environment are too large");
  if (body.size() > kPacketLimit) {
    TRY_ASSIGN(filled, body_in_memory(body));
    memory = std::move(filled);
    header.body_in_memfd = static_cast<std::uint32_t>(body.size());
    body = {};
  }
  iovec parts[2] = {{&header, sizeof header}, {const_cast<char*>(body.data()), body.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  if (memory) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = memory.get();
    std::memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return internal(system_error(errno, "the cell is gone: send").message());
  return {};
}

Result<std::optional<CellProcess::Packet>> CellProcess::receive() { return receive_with(MSG_DONTWAIT); }

Result<CellProcess::Packet> CellProcess::await() {
  TRY_ASSIGN(packet, receive_with(0));
  if (!packet) return internal("the cell says nothing");
  return std::move(*packet);
}

Result<std::optional<CellProcess::Packet>> CellProcess::receive_with(int flags) {
  PacketHeader header;
  iovec parts[2] = {{&header, sizeof header}, {buffer_.get(), kPacketLimit}};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))];
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | flags);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) return std::nullopt;
  if (got < static_cast<ssize_t>(sizeof header)) return internal("the cell of this slot was killed");
  return Packet{header.kind, std::string_view(buffer_.get(), static_cast<std::size_t>(got) - sizeof header),
                attached(message)};
}

}  // namespace maelstrom::container
