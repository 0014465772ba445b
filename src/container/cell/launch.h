// The two processes of a test: the init, pid 1 of a new pid namespace, and the test itself.
#pragma once

#include <sys/resource.h>
#include <time.h>

#include <cstdint>

#include "base/result.h"
#include "container/cell/processors.h"
#include "container/cell/raw.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// What a process that failed to become the test was about to do.
enum class Step : std::uint32_t {
  kNone,
  kSession,
  kHostname,
  kMountProc,
  kUserNamespace,
  kStrictNamespaces,
  kLoopback,
  kMountSys,
  kMountMqueue,
  kDescriptors,
  kCloneTest,
  kTerminal,
  kWorkingDirectory,
  kExecute,
};

struct Failure {
  Step step = Step::kNone;
  int errnum = 0;
  const char* subject = "";
};

// All that the two need, and what they leave; it lies in the memory that they share with the cell,
// and must stay as it is until the init is gone.
struct Launch {
  // What they take.
  int standard_input = -1;
  int standard_output = -1;
  int standard_error = -1;
  int user_namespace = -1;
  const char* hostname = "";
  std::uint64_t hostname_size = 0;
  const char* const* proc_points = nullptr;    // each list ends with nullptr
  const char* const* sys_points = nullptr;     // strict only
  const char* const* mqueue_points = nullptr;  // strict only
  bool strict = false;
  bool strict_network = false;  // a network namespace of its own
  bool strict_loopback = false;
  bool pid1 = false;
  std::int64_t leak_timeout = -1;  // nanoseconds that other processes may outlive the test; -1: they do not
  int timeout_signal = 0;          // that the test gets at the end of its time; 0: none, it is killed
  std::int64_t timeout_grace = 0;  // nanoseconds in which it may end by itself then
  bool timed_out = false;          // said before the SIGTERM that ends the test
  bool terminal = false;           // standard input becomes the controlling terminal of a session that the test leads
  const char* working_directory = "/";
  const Processors* processors = nullptr;  // that the test may run on; of size 0: those of the caller
  const char* const* programs = nullptr;   // tried in this order, as execvp(3) does
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const Stack* init_stack = nullptr;
  const Stack* test_stack = nullptr;

  // What they leave.
  Failure failure;
  bool reaped = false;       // the init saw the test's end; else only the init's own status is known
  bool left_behind = false;  // processes lived longer than they may
  int status = 0;            // of the test, as wait4(2) gives it
  rusage usage{};            // of all its processes
  timespec started{};        // CLOCK_MONOTONIC
  timespec ended{};
};

struct Launched {
  int pid = 0;
  os::Fd pidfd;  // of the init, or of the test itself with pid1
};

// Starts both; `launch` is in use until `pidfd` says that the init is gone. Any of the caller's
// namespaces but pid and uts becomes theirs. A SIGTERM of the caller to the init kills the test
// with all its descendants and still accounts for them; after `timed_out` was set, as its end is to be told.
Result<Launched> start(Launch& launch);

}  // namespace maelstrom::container::cell
