#include "os/wake.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <cstdint>

namespace maelstrom::os {
namespace {

Status watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) return fail(system_error(errno, "epoll_ctl"));
  return {};
}

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Result<std::unique_ptr<SystemWake>> SystemWake::create() {
  std::unique_ptr<SystemWake> wake(new SystemWake());  // the constructor is private
  const sigset_t signals = ending_signals();
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &signals, &wake->previous_mask_); error != 0) {
    return fail(system_error(error, "pthread_sigmask"));
  }
  wake->epoll_ = Fd(::epoll_create1(EPOLL_CLOEXEC));
  wake->event_ = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  wake->signals_ = Fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!wake->epoll_ || !wake->event_ || !wake->signals_) return fail(system_error(errno, "eventfd"));
  TRY(watch(wake->epoll_.get(), wake->event_.get()));
  TRY(watch(wake->epoll_.get(), wake->signals_.get()));
  return wake;
}

SystemWake::~SystemWake() { ::pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr); }

void SystemWake::notify() {
  const std::uint64_t one = 1;
  // EAGAIN: the counter is full, so the descriptor is readable anyway.
  static_cast<void>(!::write(event_.get(), &one, sizeof one));
}

void SystemWake::clear() {
  std::uint64_t count = 0;
  static_cast<void>(!::read(event_.get(), &count, sizeof count));
  read_signals();
}

std::optional<int> SystemWake::ending_signal() {
  read_signals();
  return signal_;
}

void SystemWake::read_signals() {
  signalfd_siginfo info{};
  while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal_ && signal == SIGINT) {
      // The person asks again: end at once. The cells notice that their runner is gone, a build would not.
      if (doomed_) ::kill(-*doomed_, SIGKILL);
      if (before_end_) before_end_();
      ::signal(signal, SIG_DFL);
      ::pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
      ::raise(signal);
    }
    signal_ = signal;
  }
}

}  // namespace maelstrom::os
