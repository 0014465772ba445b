#include "container/cell/launch.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "container/cell/network.h"

// Everything below start() runs in a process that shares the cell's memory: raw calls only.
namespace maelstrom::container::cell {
namespace {

constexpr std::uint64_t kSignalSetSize = 8;  // the kernel's sigset_t
constexpr int kExitNotStarted = 120;
constexpr std::int64_t kGiga = 1'000'000'000;
constexpr unsigned long kSystemFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

std::uint64_t signal_bit(int signal) { return UINT64_C(1) << (signal - 1); }

[[noreturn]] void give_up(Launch& launch, Step step, long result, const char* subject = "") {
  launch.failure = {step, static_cast<int>(-result), subject};
  raw_exit(kExitNotStarted);
}

void check(Launch& launch, Step step, long result, const char* subject = "") {
  if (result < 0) give_up(launch, step, result, subject);
}

void mount_all(Launch& launch, Step step, const char* type, const char* const* points, unsigned long flags) {
  for (const char* const* point = points; point != nullptr && *point != nullptr; ++point) {
    check(launch, step, raw_call(SYS_mount, raw_word(type), raw_word(*point), raw_word(type), static_cast<long>(flags)),
          *point);
  }
}

// The test's own user namespace owns all that may be configured.
void enter_strict(Launch& launch) {
  const long kinds = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | (launch.strict_network ? CLONE_NEWNET : 0);
  check(launch, Step::kStrictNamespaces, raw_call(SYS_unshare, kinds));
  if (launch.strict_loopback) check(launch, Step::kLoopback, raw_loopback_up());
  if (launch.strict_network) {
    mount_all(launch, Step::kMountSys, "sysfs", launch.sys_points, kSystemFlags | MS_RDONLY);
  }
  mount_all(launch, Step::kMountMqueue, "mqueue", launch.mqueue_points, kSystemFlags);
}

void set_descriptors(Launch& launch) {
  const int sources[] = {launch.standard_input, launch.standard_output, launch.standard_error};
  for (int target = 0; target < 3; ++target) {
    check(launch, Step::kDescriptors, raw_call(SYS_dup3, sources[target], target, 0));
  }
  // The cell's descriptors of namespaces and layers would be a way out.
  check(launch, Step::kDescriptors, raw_close_from(STDERR_FILENO + 1));
}

[[noreturn]] void execute(Launch& launch) {
  check(launch, Step::kWorkingDirectory, raw_call(SYS_chdir, raw_word(launch.working_directory)),
        launch.working_directory);
  if (const Processors& all = *launch.processors; all.size > 0) {
    raw_call(SYS_sched_setaffinity, 0, static_cast<long>(all.size), raw_word(all.bits));
  }
  const std::uint64_t none = 0;
  raw_call(SYS_rt_sigprocmask, SIG_SETMASK, raw_word(&none), 0, kSignalSetSize);
  raw_call(SYS_clock_gettime, CLOCK_MONOTONIC, raw_word(&launch.started));
  long result = -ENOENT;
  const char* subject = launch.argv[0];
  for (const char* const* program = launch.programs; *program != nullptr; ++program) {
    const long answer = raw_call(SYS_execve, raw_word(*program), raw_word(launch.argv), raw_word(launch.environment));
    if (answer == -ENOENT || answer == -ENOTDIR) {
      if (launch.programs[1] == nullptr) result = answer;
      continue;
    }
    result = answer;
    subject = *program;
    if (answer != -EACCES) break;  // execvp(3): a file without permission does not end the search
  }
  give_up(launch, Step::kExecute, result, subject);
}

void take_terminal(Launch& launch) { check(launch, Step::kTerminal, raw_call(SYS_ioctl, STDIN_FILENO, TIOCSCTTY, 0)); }

[[noreturn]] void run_test(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  if (launch.terminal) {
    check(launch, Step::kSession, raw_call(SYS_setsid));
    take_terminal(launch);
  } else {
    raw_call(SYS_setpgid, 0, 0);
  }
  execute(launch);
}

// Takes in every child that has ended; remembers how the test did.
// Gives false once there is no child left.
bool reap(Launch& launch, long test) {
  while (true) {
    int status = 0;
    const long pid = raw_call(SYS_wait4, -1, raw_word(&status), WNOHANG, 0);
    if (pid == test) {
      launch.status = status;
      launch.reaped = true;
      raw_call(SYS_clock_gettime, CLOCK_MONOTONIC, raw_word(&launch.ended));
    }
    if (pid == 0) return true;
    if (pid < 0 && pid != -EINTR) return false;
  }
}

void kill_all(Launch& launch, long test) {
  while (reap(launch, test)) {
    raw_call(SYS_kill, -1, SIGKILL);
    int status = 0;
    const long pid = raw_call(SYS_wait4, -1, raw_word(&status), 0, 0);
    if (pid != test) continue;
    launch.status = status;
    launch.reaped = true;
    raw_call(SYS_clock_gettime, CLOCK_MONOTONIC, raw_word(&launch.ended));
  }
}

// Every signal is blocked, so that both kinds wait here until they are asked for. Gives SIGCHLD, SIGTERM if the cell
// wants the test to end, or what else it was.
long next_signal(const timespec* patience) {
  const std::uint64_t awaited = signal_bit(SIGCHLD) | signal_bit(SIGTERM);
  siginfo_t info{};
  const long signal =
      raw_call(SYS_rt_sigtimedwait, raw_word(&awaited), raw_word(&info), raw_word(patience), kSignalSetSize);
  // From outside of the pid namespace: the cell. From a process of the test it means nothing.
  const bool of_the_cell = info.si_code == SI_USER && info.si_pid == 0;
  return signal == SIGTERM && !of_the_cell ? 0 : signal;
}

std::int64_t nanoseconds_now() {
  timespec now{};
  raw_call(SYS_clock_gettime, CLOCK_MONOTONIC, raw_word(&now));
  return now.tv_sec * kGiga + now.tv_nsec;
}

// Its time is over. Gives false once no process is left.
bool end_by_signal(Launch& launch, long test) {
  raw_call(SYS_kill, test, launch.timeout_signal);
  const std::int64_t until = nanoseconds_now() + launch.timeout_grace;
  while (!launch.reaped) {
    const std::int64_t left = until - nanoseconds_now();
    if (left <= 0) break;
    const timespec patience{left / kGiga, left % kGiga};
    const long signal = next_signal(&patience);
    if (signal == SIGTERM) break;  // the caller has lost its patience
    if (signal == SIGCHLD && !reap(launch, test)) return false;
  }
  return true;
}

// The test has ended, others have not. Gives false once none is left.
bool wait_for_the_rest(Launch& launch, long test) {
  const std::int64_t until = nanoseconds_now() + launch.leak_timeout;
  while (true) {
    const std::int64_t left = until - nanoseconds_now();
    if (left <= 0) break;
    const timespec patience{left / kGiga, left % kGiga};
    const long signal = next_signal(&patience);
    if (signal == SIGTERM) return true;
    if (signal == SIGCHLD && !reap(launch, test)) return false;
  }
  launch.left_behind = true;
  return true;
}

[[noreturn]] void watch(Launch& launch, long test) {
  bool any_left = true;
  while (any_left && !launch.reaped) {
    const long signal = next_signal(nullptr);
    if (signal == SIGTERM) break;
    if (signal == SIGCHLD) any_left = reap(launch, test);
  }
  const bool ended_by_itself = launch.reaped;
  if (any_left && !ended_by_itself && launch.timed_out && launch.timeout_signal > 0) {
    any_left = end_by_signal(launch, test);
  }
  if (any_left && ended_by_itself && launch.leak_timeout >= 0) any_left = wait_for_the_rest(launch, test);
  if (any_left) kill_all(launch, test);
  raw_call(SYS_getrusage, RUSAGE_CHILDREN, raw_word(&launch.usage));
  raw_exit(0);
}

[[noreturn]] void run_init(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  check(launch, Step::kSession, raw_call(SYS_setsid));
  const auto hostname_size = static_cast<long>(launch.hostname_size);
  check(launch, Step::kHostname, raw_call(SYS_sethostname, raw_word(launch.hostname), hostname_size), launch.hostname);
  check(launch, Step::kHostname, raw_call(SYS_setdomainname, raw_word("(none)"), 6));
  mount_all(launch, Step::kMountProc, "proc", launch.proc_points, kSystemFlags);
  check(launch, Step::kUserNamespace, raw_call(SYS_setns, launch.user_namespace, CLONE_NEWUSER));
  if (launch.strict) enter_strict(launch);
  set_descriptors(launch);
  if (launch.pid1 && launch.terminal) take_terminal(launch);
  if (launch.pid1) execute(launch);
  const long test = raw_clone({.flags = CLONE_VFORK, .exit_signal = SIGCHLD}, *launch.test_stack, run_test, &launch);
  check(launch, Step::kCloneTest, test);
  watch(launch, test);
}

}  // namespace

Result<Launched> start(Launch& launch) {
  int pidfd = -1;
  const long pid =
      raw_clone({.flags = CLONE_PIDFD | CLONE_NEWPID | CLONE_NEWUTS, .exit_signal = SIGCHLD, .pidfd = &pidfd},
                *launch.init_stack, run_init, &launch);
  if (pid < 0) return fail(system_error(static_cast<int>(-pid), "clone"));
  return Launched{static_cast<int>(pid), os::Fd(pidfd)};
}

}  // namespace maelstrom::container::cell
