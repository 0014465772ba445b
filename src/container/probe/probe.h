// What a program inside a container can leave behind, hold, or see of another's.
//
// Each channel is one Probe. All functions run in a container as its program; they give an Answer,
// which becomes the exit code of maelstrom-probe.
#pragma once

#include <span>

namespace maelstrom::container::probe {

// Beyond the codes that a shell, a sanitizer or the cell would use by themselves.
enum class Answer : int {
  kDone = 0,            // left or held; for see: nothing to be seen
  kSeen = 40,           // the other's trace is there
  kRefused = 41,        // the container does not let it be done
  kNotApplicable = 42,  // this kernel does not have it
  kBroken = 43,         // the probe could not do its work; it says why on standard error
};

// The same files as two programs: by itself one proves that the other's trace would be seen.
struct Probe {
  const char* name;
  Answer (*leave)();                 // leaves a trace and ends; nullptr: see alone tells
  Answer (*see)();                   // looks for the trace
  Answer (*check_held)() = nullptr;  // of a hold: whether the one who held saw the other
};

std::span<const Probe> process_probes();
std::span<const Probe> network_probes();
std::span<const Probe> ipc_probes();
std::span<const Probe> key_probes();
std::span<const Probe> file_probes();
std::span<const Probe> shared_probes();  // of what two programs meet on

// The answer to a call that failed: refused for errors of permission and absence of the call,
// broken for others (it is said on standard error).
Answer failed(const char* call);
Answer seen_if(bool seen);

}  // namespace maelstrom::container::probe
