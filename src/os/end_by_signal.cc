#include "os/end_by_signal.h"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace maelstrom::os {

void end_by_signal(int signal) {
  std::fflush(nullptr);
  const rlimit no_core{0, 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &no_core));  // at worst there is a core
  static_cast<void>(std::signal(signal, SIG_DFL));        // SIGKILL needs it not
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  static_cast<void>(::pthread_sigmask(SIG_UNBLOCK, &set, nullptr));
  static_cast<void>(std::raise(signal));
  ::_exit(128 + signal);
}

}  // namespace maelstrom::os
