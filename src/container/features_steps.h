// The steps that features_probe.h tries, in the order in which a cell takes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace maelstrom::container {

enum class Step : std::uint8_t {
  kCorePattern,
  kClone3,
  kPidfd,
  kSeccompFilter,
  kCgroupProcs,
  kUserNamespace,
  kOpenUidMap,
  kWriteIdMaps,
  kMountNamespace,
  kPidNamespace,
  kNetworkNamespace,
  kIpcNamespace,
  kUtsNamespace,
  kNestedUserNamespace,
  kLoopbackUp,
  kPrivateMounts,
  kTmpfs,
  kMountFlags,
  kTmpfsUserXattr,
  kOverlay,
  kOverlayByDescriptor,
  kOverlayReplacesDirectory,
  kProc,
  kSysfs,
  kDevpts,
  kMqueue,
  kPidMax,
  kFineCtime,
  kCount,
};

inline constexpr int kNotReached = -1;

// What each step gave: kNotReached, 0, or its errno. Plain memory, shared with the child that tries.
struct StepResults {
  int error[static_cast<std::size_t>(Step::kCount)];

  int& at(Step step) { return error[static_cast<std::size_t>(step)]; }
  bool worked(Step step) const { return at(step) == 0; }
  int at(Step step) const { return error[static_cast<std::size_t>(step)]; }
};

// Takes all steps, until one fails without which no other can be taken. Changes the calling process
// for good: for a child that ends afterwards. `cgroup_procs` may be empty.
void take_steps(const char* cgroup_procs, StepResults& results);

}  // namespace maelstrom::container
