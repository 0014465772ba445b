#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "container/payload/words.h"

namespace payload {
namespace {

void say_who(const Arguments&) {
  std::printf("pid %d ppid %d pgrp %d sid %d\n", getpid(), getppid(), getpgrp(), getsid(0));
  std::printf("uid %u gid %u\n", getuid(), getgid());
}

void say_host(const Arguments&) {
  utsname name{};
  ::uname(&name);
  std::printf("host: %s domain: %s\n", name.nodename, name.domainname);
}

void say_environment(const Arguments&) {
  for (char** entry = environ; *entry != nullptr; ++entry) std::printf("%s\n", *entry);
}

void say_signals(const Arguments&) {
  sigset_t mask;
  ::sigprocmask(SIG_BLOCK, nullptr, &mask);
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) std::printf("handled %d\n", signal);
    if (::sigismember(&mask, signal) == 1) std::printf("blocked %d\n", signal);
  }
  std::printf("signals: seen\n");
}

void say_descriptors(const Arguments&) {
  std::printf("descriptors:");
  for (int fd = 0; fd < 1024; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) std::printf(" %d", fd);
  }
  struct stat input{};
  ::fstat(0, &input);
  std::printf("\ninput: %s\n", S_ISCHR(input.st_mode) && input.st_rdev == 0x103 ? "null" : "other");
}

void ignore_signals(const Arguments&) {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_IGN);
}

// At the signal `a[0]` it says `a[1]` and ends.
void on_signal(const Arguments& a) {
  static std::string last_words;
  last_words = a[1] + "\n";
  ::signal(static_cast<int>(number(a[0])), [](int) {
    static_cast<void>(!::write(1, last_words.data(), last_words.size()));
    ::_exit(3);
  });
}

void sleep_seconds(const Arguments& a) {
  timespec left{number(a[0]), 0};
  while (::nanosleep(&left, &left) != 0) continue;
}

// A process that left its parent and its session behind.
void daemon_for(const Arguments& a) {
  if (::fork() != 0) {
    ::wait(nullptr);
    return;
  }
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  ignore_signals({});
  sleep_seconds(a);
  ::_exit(0);
}

void stopped_child(const Arguments&) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::raise(SIGSTOP);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, WUNTRACED);
  say("stopped", WIFSTOPPED(status));
}

void fork_bomb(const Arguments&) {
  long count = 0;
  while (count < 100'000) {
    const pid_t pid = ::fork();
    if (pid < 0) break;
    if (pid == 0) {
      ::pause();
      ::_exit(0);
    }
    ++count;
  }
  say("fork", false);
  say_value("forked", count);
}

// Uses `a[0]` milliseconds of the processor in a child that nobody waits for.
void burn(const Arguments& a) {
  int done[2];
  static_cast<void>(::pipe(done));
  if (::fork() == 0) {
    ::close(done[0]);
    while (std::clock() < number(a[0]) * (CLOCKS_PER_SEC / 1000)) continue;
    ::close(done[1]);
    ::pause();
  }
  ::close(done[1]);
  char byte = 0;
  static_cast<void>(::read(done[0], &byte, 1));
}

void use_memory(const Arguments& a) {
  const std::size_t size = static_cast<std::size_t>(number(a[0])) << 20;
  static std::vector<char> memory;  // kept to the end
  memory.assign(size, 1);
}

void flood(const Arguments& a) {
  static char block[1 << 16];
  std::memset(block, a[1][0], sizeof block);
  for (long left = number(a[0]); left > 0;) {
    const auto size = static_cast<std::size_t>(std::min<long>(left, sizeof block));
    const ssize_t written = ::write(1, block, size);
    if (written < 0) return;
    left -= written;
  }
}

}  // namespace

void add_process_words(Words& words) {
  words["who"] = say_who;
  words["host"] = say_host;
  words["environment"] = say_environment;
  words["signals"] = say_signals;
  words["descriptors"] = say_descriptors;
  words["ignore-signals"] = ignore_signals;
  words["on-signal"] = on_signal;
  words["sleep"] = sleep_seconds;
  words["daemon"] = daemon_for;
  words["stopped-child"] = stopped_child;
  words["fork-bomb"] = fork_bomb;
  words["burn"] = burn;
  words["use-memory"] = use_memory;
  words["flood"] = flood;
  words["say"] = [](const Arguments& a) { std::printf("%s\n", a[0].c_str()); };
  words["complain"] = [](const Arguments& a) { std::fprintf(stderr, "%s\n", a[0].c_str()); };
  words["exit"] = [](const Arguments& a) { std::exit(static_cast<int>(number(a[0]))); };
  words["abort"] = [](const Arguments&) { std::abort(); };
  words["kill-self"] = [](const Arguments& a) { ::kill(::getpid(), static_cast<int>(number(a[0]))); };
  words["kill-init"] = [](const Arguments& a) { say("kill-init", ::kill(1, static_cast<int>(number(a[0]))) == 0); };
  words["alarm"] = [](const Arguments& a) {
    ::alarm(static_cast<unsigned>(number(a[0])));
    ::pause();
  };
  words["close-output"] = [](const Arguments&) {
    ::close(1);
    ::close(2);
  };
  words["sethostname"] = [](const Arguments& a) { say("sethostname", ::sethostname(a[0].data(), a[0].size()) == 0); };
  words["umask"] = [](const Arguments&) { std::printf("umask: %o\n", ::umask(0)); };
  words["limits"] = [](const Arguments&) {
    rlimit core{};
    rlimit files{};
    ::getrlimit(RLIMIT_CORE, &core);
    ::getrlimit(RLIMIT_NOFILE, &files);
    std::printf("core %lu files %lu\n", core.rlim_cur, files.rlim_cur);
  };
  words["arguments-size"] = [](const Arguments&) {
    std::size_t size = 0;
    for (char** entry = environ; *entry != nullptr; ++entry) size += std::strlen(*entry);
    say_value("environment bytes", static_cast<long>(size));
  };
}

}  // namespace payload
