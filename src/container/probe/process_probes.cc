#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr int kManyProcesses = 300;

Answer leave_daemon() {
  const pid_t daemon = ::fork();
  if (daemon < 0) return failed("fork");
  if (daemon == 0) {
    ::setsid();
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    while (true) ::pause();
  }
  return Answer::kDone;
}

// Anything but this process and the init that is its parent.
Answer see_process() {
  for (int pid = 1; pid < 1000; ++pid) {
    if (pid != ::getpid() && pid != ::getppid() && ::kill(pid, 0) == 0) return Answer::kSeen;
  }
  return Answer::kDone;
}

Answer leave_pid_numbers() {
  for (int count = 0; count < kManyProcesses; ++count) {
    const pid_t child = ::fork();
    if (child < 0) return failed("fork");
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
  }
  return Answer::kDone;
}

Answer see_pid_numbers() {
  const pid_t child = ::fork();
  if (child < 0) return failed("fork");
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return seen_if(child > kManyProcesses);
}

Answer leave_hostname() { return ::sethostname("left", 4) == 0 ? Answer::kDone : failed("sethostname"); }

Answer see_hostname() {
  char name[65] = {};
  ::gethostname(name, sizeof name - 1);
  return seen_if(std::strcmp(name, "left") == 0);
}

Answer see_writable(const char* path) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  return seen_if(fd >= 0);
}

Answer see_core_pattern() { return see_writable("/proc/sys/kernel/core_pattern"); }

Answer see_host_sysctl() {
  for (const char* path : {"/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/panic", "/proc/sys/fs/file-max",
                           "/proc/sys/kernel/printk", "/proc/irq/default_smp_affinity", "/proc/sysrq-trigger"}) {
    if (see_writable(path) == Answer::kSeen) return Answer::kSeen;
  }
  return Answer::kDone;
}

Answer see_init_memory() {
  const int fd = ::open("/proc/1/mem", O_RDWR | O_CLOEXEC);
  return seen_if(fd >= 0);
}

Answer leave_stdio_flags() {
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_SETFL, O_NONBLOCK | O_APPEND) != 0) return failed("fcntl(F_SETFL)");
  }
  return ::fchmod(1, 0) == 0 ? Answer::kDone : failed("fchmod");
}

Answer see_stdio_flags() {
  for (int fd = 0; fd < 3; ++fd) {
    if ((::fcntl(fd, F_GETFL) & (O_NONBLOCK | O_APPEND)) != 0) return Answer::kSeen;
  }
  struct stat info{};
  ::fstat(1, &info);
  return seen_if((info.st_mode & 0777) == 0);
}

constexpr Probe kProbes[] = {
    {"process", leave_daemon, see_process},        {"pid-numbers", leave_pid_numbers, see_pid_numbers},
    {"hostname", leave_hostname, see_hostname},    {"core-pattern", nullptr, see_core_pattern},
    {"host-sysctl", nullptr, see_host_sysctl},     {"init-memory", nullptr, see_init_memory},
    {"stdio", leave_stdio_flags, see_stdio_flags},
};

}  // namespace

std::span<const Probe> process_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
