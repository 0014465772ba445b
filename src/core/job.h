// A job, and what came of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/container.h"
#include "core/digest.h"
#include "core/terminal.h"

namespace maelstrom {

// What a process sees of the machine although nobody declares it.
enum class MachineFact : std::uint8_t { kCores, kCpuModel, kKernel };

struct JobResult;

// Everything that decides the outcome of a process.
struct Job {
  std::vector<Digest> layers;  // of trees, bottom first; at least one
  ContainerSettings container;
  std::string program;                 // no "/" in it: searched in the job's PATH as execvp(3) does
  std::vector<std::string> arguments;  // without the program
  std::chrono::seconds timeout{0};     // 0 = none
  std::uint64_t output_limit = 0;      // bytes kept of each stream; 0 = what the executor keeps by itself
  // Standard input, output and error are a terminal of this size, which is the controlling one of a session that the
  // program leads. Its other end comes from Executor::terminal; the result's streams are empty then.
  std::optional<TerminalSize> terminal;
  // What the job changes of its root becomes a tree, see JobResult::change. Needs a writable file system.
  bool capture_file_system_changes = false;
  // Those that make it another job where they differ.
  std::vector<MachineFact> machine_facts;
  // True of a result that may stand for later runs of the same job; empty: none may.
  std::function<bool(const JobResult&)> may_stand;
  // No result of an earlier run may answer for this one; what comes of it may stand all the same.
  bool fresh = false;
  // Where other jobs wait for the same slots: the lower comes earlier. Nothing of the outcome depends on it.
  std::int32_t priority = 0;
};

// How the process ended.
struct Exited {
  int code = 0;
  bool operator==(const Exited&) const = default;
};
struct Signaled {
  int signal = 0;
  bool core_dumped = false;
  bool operator==(const Signaled&) const = default;
};
struct TimedOut {
  bool operator==(const TimedOut&) const = default;
};
using Termination = std::variant<Exited, Signaled, TimedOut>;

// One output stream. Beyond a bound only the head and the tail are kept.
struct Output {
  std::string head;
  std::string tail;           // empty unless something between was dropped
  std::uint64_t dropped = 0;  // bytes between head and tail
  bool more_is_kept = false;  // of them, with the result of the job

  bool truncated() const { return dropped > 0; }
  std::string text() const;  // head, a line that says what is missing, tail
};

// What `max_rss` counts (they are never compared with one another).
enum class MemoryMeasure : std::uint8_t {
  kLargestProcess,  // ru_maxrss: the largest single process of the job
  kCgroupPeak,      // memory.peak: all processes together with their tmpfs pages
};

struct ResourceUsage {
  std::chrono::microseconds user_time{0};  // of every process of the job that ended before it
  std::chrono::microseconds system_time{0};
  std::uint64_t max_rss = 0;  // bytes
  MemoryMeasure memory_measure = MemoryMeasure::kLargestProcess;
};

// What a slot had to replace after a job, because it was not provably clean.
struct Replaced {
  bool network = false;
  bool ipc = false;
  bool temporary = false;  // /tmp, /dev/shm, /dev/pts
  bool root = false;
  bool any() const { return network || ipc || temporary || root; }
  bool operator==(const Replaced&) const = default;
};

// The run that a result comes from, if it is not the one that asked.
struct EarlierRun {
  std::string id;
  std::chrono::system_clock::time_point time;  // when the job ended
  bool operator==(const EarlierRun&) const = default;
};

// How far a job was kept apart from all else; each says less than the one before.
enum class Containment : std::uint8_t {
  kContainer,  // as it was declared
  kFiles,      // it saw its own files only; processes, network and users were those of a cluster's own worker
};
std::string_view containment_name(Containment containment);  // "container", "files"

// What passed before a cluster ran a job.
struct ClusterTimes {
  std::chrono::nanoseconds queue{0};  // until a worker took it
  std::chrono::nanoseconds fetch{0};  // until its inputs were there
  bool operator==(const ClusterTimes&) const = default;
};

struct JobResult {
  Termination termination;
  Output standard_output;
  Output standard_error;
  ResourceUsage usage;
  std::chrono::nanoseconds duration{0};  // from the program's start to its end
  std::chrono::nanoseconds setup{0};     // of the container, before the program's start
  Replaced replaced;
  // SIGKILL that was not ours while the kernel's count of memory kills grew.
  bool out_of_memory = false;
  bool left_behind = false;  // processes, for longer than ContainerSettings::leak_timeout
  // With capture_file_system_changes, however the job ended: the tree (core/directory.h) in the executor's store that,
  // as a layer above those of the job, gives the root as the job left it. What it removed are whiteouts and opaque
  // directories. Modes are kept, and times of files; sockets are left out. Mounts are no part of it.
  std::optional<Digest> change;
  // The job's action, where the executor tells jobs apart by it.
  std::optional<Digest> action;
  std::optional<EarlierRun> cached;  // the job did not run: this is what came of it then
  std::string worker;                // the machine of a cluster that ran it; empty: it was this one
  Containment containment = Containment::kContainer;
  std::string why_no_more;  // where it is no container
  std::string not_run;      // a cluster's own worker could not run it as it should: why. Then nothing else is of use
  std::optional<ClusterTimes> cluster;  // of that machine, where it says so
};

// "SIGSEGV" for 11; "signal 77" for what has no name.
std::string signal_name(int signal);

}  // namespace maelstrom
