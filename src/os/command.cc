#include "os/command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>

#include "os/fd.h"

namespace maelstrom::os {
namespace {

// How long a command may take to end after the signal before it is killed.
constexpr std::chrono::seconds kGrace(3);

struct Pipe {
  Fd read;  // without waiting
  Fd write;
  static Result<Pipe> create() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error(errno, "pipe2"));
    Pipe pipe{Fd(ends[0]), Fd(ends[1])};
    if (::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) return fail(system_error(errno, "fcntl", "O_NONBLOCK"));
    return pipe;
  }
};

// posix_spawn(3)'s two descriptions of the child, destroyed in the right order.
struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  void lead_a_group() {
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
};

Result<pid_t> spawn(const HostCommand& command, SpawnPlan& plan, int standard_output, int standard_error) {
  posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.actions, standard_output, 1);
  posix_spawn_file_actions_adddup2(&plan.actions, standard_error, 2);
  if (!command.working_directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&plan.actions, command.working_directory.c_str());
  }
  std::vector<char*> argv;
  argv.reserve(command.argv.size() + 1);
  for (const auto& argument : command.argv) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &plan.actions, &plan.attributes, argv.data(), environ);
  if (error != 0) return fail(system_error(error, "run", command.argv[0]));
  return pid;
}

Error interrupted(int signal) {
  return {ErrorCode::kInterrupted, std::string("interrupted by SIG") + ::sigabbrev_np(signal)};
}

// A command on its way to its end.
class Running {
 public:
  Running(pid_t pid, Wake* wake) : pid_(pid), wake_(wake) {
    if (wake_ != nullptr) wake_->kill_at_end(pid);
  }
  ~Running() {
    if (wake_ != nullptr) wake_->kill_at_end(std::nullopt);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Takes in its output until it has ended.
  Status attend(Pipe& out, Pipe& err, HostCommandResult& result);
  std::optional<int> signal() const { return signal_; }
  Result<int> exit_code() const;

 private:
  struct Stream {
    Fd* pipe;
    std::string* text;
  };
  static void take(const Stream& stream);  // what is there; at its end the pipe is closed
  void pass_on();
  int patience() const;  // milliseconds, as poll(2) takes them
  void lose_patience();

  pid_t pid_;
  Wake* wake_;
  std::optional<int> signal_;
  std::chrono::steady_clock::time_point signalled_;
  bool killed_ = false;
};

void Running::take(const Stream& stream) {
  std::array<char, 65536> buffer{};
  while (*stream.pipe) {
    const ssize_t got = ::read(stream.pipe->get(), buffer.data(), buffer.size());
    if (got > 0) stream.text->append(buffer.data(), static_cast<std::size_t>(got));
    if (got < 0 && errno == EAGAIN) return;
    if (got == 0 || (got < 0 && errno != EINTR)) stream.pipe->reset();
  }
}

void Running::pass_on() {
  const auto signal = wake_->ending_signal();
  if (!signal) return wake_->clear();  // a notice: nobody but the command is waited for
  signal_ = signal;
  signalled_ = std::chrono::steady_clock::now();
  ::kill(-pid_, *signal);
}

int Running::patience() const {
  if (!signal_ || killed_) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(signalled_ + kGrace - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void Running::lose_patience() {
  ::kill(-pid_, SIGKILL);
  killed_ = true;
}

Status Running::attend(Pipe& out, Pipe& err, HostCommandResult& result) {
  const Fd end(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!end) return fail(system_error(errno, "pidfd_open"));
  const Stream streams[] = {{&out.read, &result.standard_output}, {&err.read, &result.standard_error}};
  bool ended = false;
  // What was interrupted may outlive its parent for a moment, and holds the pipes.
  while (!ended || (signal_ && !killed_ && (out.read || err.read))) {
    pollfd items[] = {{out.read.get(), POLLIN, 0},
                      {err.read.get(), POLLIN, 0},
                      {ended ? -1 : end.get(), POLLIN, 0},
                      {wake_ == nullptr ? -1 : wake_->fd(), POLLIN, 0}};
    const int ready = ::poll(items, std::size(items), patience());
    if (ready < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
    if (ready <= 0 && patience() == 0) lose_patience();
    if (ready <= 0) continue;
    if (items[3].revents != 0) pass_on();
    if (items[2].revents != 0) ended = true;
    for (const Stream& stream : streams) take(stream);
  }
  return {};
}

Result<int> Running::exit_code() const {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) return fail(system_error(errno, "waitpid"));
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<HostCommandResult> run_command(const HostCommand& command, Wake* wake) {
  if (wake != nullptr) {
    if (const auto signal = wake->ending_signal()) return fail(interrupted(*signal));
  }
  Pipe out;
  Pipe err;
  if (!command.show_output) {
    TRY_ASSIGN(captured_out, Pipe::create());
    TRY_ASSIGN(captured_err, Pipe::create());
    out = std::move(captured_out);
    err = std::move(captured_err);
  }
  SpawnPlan plan;
  if (wake != nullptr) plan.lead_a_group();
  TRY_ASSIGN(pid, spawn(command, plan, command.show_output ? STDERR_FILENO : out.write.get(),
                        command.show_output ? STDERR_FILENO : err.write.get()));
  out.write.reset();
  err.write.reset();
  HostCommandResult result;
  Running running(pid, wake);
  const Status attended = running.attend(out, err, result);
  TRY_ASSIGN(code, running.exit_code());
  TRY(attended);
  if (running.signal()) return fail(interrupted(*running.signal()));
  result.exit_code = code;
  return result;
}

Result<HostCommandResult> ask_program(const std::string& program, const std::string& word, const std::string& input) {
  return run_command({.argv = {"/bin/sh", "-c", "printf %s \"$2\" | \"$0\" \"$1\"", program, word, input}}, nullptr);
}

}  // namespace maelstrom::os
