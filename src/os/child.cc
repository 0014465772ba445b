#include "os/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "os/file.h"

namespace maelstrom::os {
namespace {

constexpr int kNotStarted = 127;
constexpr mode_t kLogMode = 0644;

// In the child: nothing that takes memory or a lock.
[[noreturn]] void become(char* const* argv, int log, int nothing, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // The parent may have ended before it was to be told.
  const bool set = ::getppid() == parent && ::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(log, STDOUT_FILENO) >= 0 &&
                   ::dup2(log, STDERR_FILENO) >= 0 && ::chdir("/") == 0;
  if (set) ::execvp(argv[0], argv);
  ::_exit(kNotStarted);
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& argv, const std::string& log) {
  TRY_ASSIGN(file, open(log, O_WRONLY | O_CREAT | O_APPEND, kLogMode));
  TRY_ASSIGN(nothing, open("/dev/null", O_RDONLY));
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(system_error(errno, "fork"));
  if (pid == 0) become(words.data(), file.get(), nothing.get(), parent);
  Child child(pid, Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))));
  if (!child.end_) return fail(system_error(errno, "pidfd_open"));
  return child;
}

Child::~Child() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  wait();
}

void Child::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

int Child::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace maelstrom::os
