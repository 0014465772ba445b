#include "cli/terminal_pump.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "os/file.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kTypedAtOnce = 4096;

}  // namespace

TerminalSize size_of_window() {
  const os::WindowSize size = os::window_size(STDIN_FILENO);
  return {.rows = size.rows, .columns = size.columns};
}

TerminalPump::TerminalPump(std::unique_ptr<Terminal> job, os::WindowSignals& window, char escape, os::Fd ended)
    : job_(std::move(job)), window_(window), keys_(escape), ended_(std::move(ended)) {}

Result<std::unique_ptr<TerminalPump>> TerminalPump::start(std::unique_ptr<Terminal> job, os::WindowSignals& window,
                                                          char escape) {
  os::Fd ended(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!ended) return fail(system_error(errno, "eventfd"));
  std::unique_ptr<TerminalPump> pump(new TerminalPump(std::move(job), window, escape, std::move(ended)));
  TRY_ASSIGN(raw, os::RawMode::enter(STDIN_FILENO));
  pump->raw_ = std::move(raw);
  pump->thread_ = std::thread([it = pump.get()] {
    it->result_ = it->pump();
    if (it->result_) return;
    it->job_.reset();                                      // hangs up: nobody would see what the job writes
    if (!os::is_terminal(STDIN_FILENO)) it->result_ = {};  // the person has gone, as SIGHUP tells
  });
  return pump;
}

TerminalPump::~TerminalPump() { stop(); }

Status TerminalPump::finish() {
  stop();
  return std::move(result_);
}

void TerminalPump::stop() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  static_cast<void>(!::write(ended_.get(), &one, sizeof one));  // fails only if it is readable anyway
  thread_.join();
  raw_.reset();
}

Status TerminalPump::pump() {
  TRY(look_again());  // the window may have changed while the container was made
  while (true) {
    TRY_ASSIGN(going, pump_once());
    if (!going) return {};
  }
}

// False: the job has ended, or has closed its terminal, and all of it was shown.
Result<bool> TerminalPump::pump_once() {
  const bool wants_typing = typing_ && typed_.empty();
  pollfd watched[] = {{ended_.get(), POLLIN, 0},
                      {job_->fd(), static_cast<short>(typed_.empty() ? POLLIN : POLLIN | POLLOUT), 0},
                      {wants_typing ? STDIN_FILENO : -1, POLLIN, 0},
                      {window_.fd(), POLLIN, 0}};
  if (::poll(watched, std::size(watched), -1) < 0) {
    if (errno == EINTR) return true;
    return fail(system_error(errno, "poll"));
  }
  const auto& [ended, job, person, window] = watched;
  if (ended.revents != 0 || (job.revents & ~POLLOUT) != 0) {
    TRY_ASSIGN(open, show());
    if (!open || ended.revents != 0) return false;
  }
  if (person.revents != 0) TRY(take_typed());
  if (!typed_.empty()) {
    TRY_ASSIGN(taken, job_->write(typed_));
    typed_.erase(0, taken);
  }
  if (window.revents != 0) TRY(look_again());
  return true;
}

// What the job has written so far. False: there it ends.
Result<bool> TerminalPump::show() {
  while (true) {
    TRY_ASSIGN(written, job_->read());
    if (!written) return true;
    if (written->empty()) return false;
    TRY(os::write_all(STDOUT_FILENO, *written, "standard output"));
  }
}

Status TerminalPump::take_typed() {
  std::string typed(kTypedAtOnce, '\0');
  const ssize_t count = ::read(STDIN_FILENO, typed.data(), typed.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (count <= 0) {
    typing_ = false;  // the terminal is gone; SIGHUP says the rest
    return {};
  }
  typed.resize(static_cast<std::size_t>(count));
  for (const EscapeKeys::Piece& piece : keys_.take(typed)) {
    if (const auto* text = std::get_if<std::string>(&piece)) {
      typed_ += *text;
    } else {
      TRY(act(std::get<EscapeKeys::Act>(piece)));
    }
  }
  return {};
}

Status TerminalPump::act(EscapeKeys::Act act) {
  if (act == EscapeKeys::Act::kSuspend) return suspend();
  if (::kill(::getpid(), SIGINT) != 0) return fail(system_error(errno, "kill"));
  return {};
}

// As Control-Z does outside: the whole process group stops, and the shell wants its terminal as it was.
Status TerminalPump::suspend() {
  raw_->pause();
  if (::kill(0, SIGTSTP) != 0) return fail(system_error(errno, "kill"));
  // The stop may reach this thread a moment later, and never in a group without a shell (setpgid(2), orphaned).
  constexpr int kMoment = 100;
  pollfd continued{window_.fd(), POLLIN, 0};
  static_cast<void>(::poll(&continued, 1, kMoment));
  return look_again();
}

Status TerminalPump::look_again() {
  window_.clear();
  TRY(raw_->resume());
  return job_->resize(size_of_window());
}

}  // namespace maelstrom::cli
