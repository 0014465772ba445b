#include "cli/watch_wake.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace maelstrom::cli {
namespace {

bool is_readable(int fd) {
  pollfd item{fd, POLLIN, 0};
  return ::poll(&item, 1, 0) > 0;
}

}  // namespace

Result<std::unique_ptr<WatchWake>> WatchWake::create(os::SystemWake& system, os::TreeWatch& tree) {
  std::unique_ptr<WatchWake> wake(new WatchWake(system, tree));  // private constructor
  wake->epoll_ = os::Fd(::epoll_create1(EPOLL_CLOEXEC));
  if (!wake->epoll_) return fail(system_error(errno, "epoll_create1"));
  TRY(wake->watch(system.fd()));
  TRY(wake->watch(tree.fd()));
  TRY_ASSIGN(window, os::WindowSignals::watch());
  wake->window_.emplace(std::move(window));
  TRY(wake->watch(wake->window_->fd()));
  wake->mode_ = os::KeyMode::enter(STDIN_FILENO);
  if (!wake->mode_) return wake;
  system.before_sudden_end([mode = wake->mode_.get()] { mode->pause(); });
  TRY(wake->watch(STDIN_FILENO));
  return wake;
}

WatchWake::~WatchWake() { system_.before_sudden_end({}); }

Status WatchWake::watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return fail(system_error(errno, "epoll_ctl"));
  return {};
}

void WatchWake::clear() {
  system_.clear();
  look();
}

std::optional<int> WatchWake::ending_signal() {
  if (const auto signal = system_.ending_signal()) return signal;
  look();
  return wants_more() ? std::optional(SIGTERM) : std::nullopt;
}

void WatchWake::look() {
  if (is_readable(tree_.fd())) changes_.add(tree_.take());
  if (mode_) read_keys();
  if (!is_readable(window_->fd())) return;
  window_->clear();
  if (mode_) mode_->resume();
}

void WatchWake::read_keys() {
  if (is_readable(STDIN_FILENO) && mode_->in_foreground()) {
    std::array<char, 1024> buffer{};
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got > 0) typed_.append(buffer.data(), static_cast<std::size_t>(got));
    // The terminal is gone, and with it who could type; SIGHUP ends the program, where it has not been ignored.
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, STDIN_FILENO, nullptr);
      system_.before_sudden_end({});
      mode_.reset();
    }
  }
  if (act_) return;
  std::string_view left = typed_;
  act_ = keys_.take(left);
  typed_.erase(0, typed_.size() - left.size());
}

std::optional<WatchKeys::Act> WatchWake::take_act() {
  if (!act_ && mode_) read_keys();
  return std::exchange(act_, std::nullopt);
}

bool WatchWake::wait(std::optional<std::chrono::milliseconds> patience) {
  pollfd item{epoll_.get(), POLLIN, 0};
  const int ready = ::poll(&item, 1, patience ? static_cast<int>(patience->count()) : -1);
  if (ready <= 0) return false;
  clear();
  return true;
}

}  // namespace maelstrom::cli
