// Source: pts(4), ioctl_tty(2).
#include "execute/pty_terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace maelstrom::execute {
namespace {

constexpr std::size_t kReadAtOnce = 16 << 10;

bool must_wait(int errnum) { return errnum == EAGAIN || errnum == EINTR; }

}  // namespace

Result<std::unique_ptr<Terminal>> PtyTerminal::create(os::Fd fd) {
  if (::fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0)
    return internal(system_error(errno, "fcntl", "a terminal").message());
  return std::unique_ptr<Terminal>(new PtyTerminal(std::move(fd)));  // private constructor
}

Result<std::optional<std::string>> PtyTerminal::read() {
  std::string text(kReadAtOnce, '\0');
  const ssize_t got = ::read(fd_.get(), text.data(), text.size());
  if (got < 0 && must_wait(errno)) return std::nullopt;
  // What is left to be read comes first; then EIO says that the other end is closed.
  if (got < 0 && errno != EIO) return fail(system_error(errno, "read", "the job's terminal"));
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

Result<std::size_t> PtyTerminal::write(std::string_view bytes) {
  const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
  if (written >= 0) return static_cast<std::size_t>(written);
  if (must_wait(errno)) return std::size_t{0};
  if (errno == EIO) return bytes.size();  // nobody is there to read it
  return fail(system_error(errno, "write", "the job's terminal"));
}

Status PtyTerminal::resize(TerminalSize size) {
  const winsize window{size.rows, size.columns, 0, 0};
  if (::ioctl(fd_.get(), TIOCSWINSZ, &window) != 0) return fail(system_error(errno, "ioctl", "TIOCSWINSZ"));
  return {};
}

}  // namespace maelstrom::execute
