#include "os/fd_source.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>

namespace maelstrom::os {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

}  // namespace

FdSource::FdSource(Fd fd, Fd interrupted, std::string name)
    : fd_(std::move(fd)), interrupted_(std::move(interrupted)), name_(std::move(name)) {}

Result<std::unique_ptr<FdSource>> FdSource::create(Fd fd, std::string name) {
  Fd interrupted(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!interrupted) return fail(system_error(errno, "eventfd"));
  return std::unique_ptr<FdSource>(new FdSource(std::move(fd), std::move(interrupted), std::move(name)));
}

Result<std::string> FdSource::read() {
  while (true) {
    pollfd watched[] = {{interrupted_.get(), POLLIN, 0}, {fd_.get(), POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return fail(system_error(errno, "poll", name_));
    }
    if (watched[0].revents != 0) return std::string();
    std::string bytes(kPiece, '\0');
    const ssize_t count = ::read(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return fail(system_error(errno, "read", name_));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
  }
}

void FdSource::interrupt() {
  const std::uint64_t one = 1;
  // EAGAIN: the counter is full, so the descriptor is readable anyway.
  static_cast<void>(!::write(interrupted_.get(), &one, sizeof one));
}

}  // namespace maelstrom::os
