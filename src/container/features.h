// What containers need of the kernel and of this machine's settings: there or not, and what enables it.
//
// Two parts: features_probe.h tries each step and gives facts; here facts become sentences.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace maelstrom::container {

// What trying a step gave: nothing if it was never reached, 0 if it worked, else the errno.
using Attempt = std::optional<int>;

inline bool worked(const Attempt& attempt) { return attempt == 0; }

// The namespaces of which a slot makes its own, beside the user namespace.
enum class NamespaceKind : std::uint8_t { kMount, kPid, kNetwork, kIpc, kUts };
inline constexpr NamespaceKind kNamespaceKinds[] = {NamespaceKind::kMount, NamespaceKind::kPid, NamespaceKind::kNetwork,
                                                    NamespaceKind::kIpc, NamespaceKind::kUts};
inline constexpr std::size_t kNamespaceKindCount = std::size(kNamespaceKinds);

// Limits and switches as files of /proc/sys say them; nothing where the file is not there.
struct KernelSettings {
  std::optional<std::uint64_t> unprivileged_userns_clone;              // kernel/…, Debian and its kin
  std::optional<std::uint64_t> apparmor_restrict_unprivileged_userns;  // kernel/…, Ubuntu 23.10 and later
  std::optional<std::uint64_t> max_user_namespaces;                    // user/…
  std::optional<std::uint64_t> max_namespaces[kNamespaceKindCount];    // user/max_{mnt,pid,net,ipc,uts}_namespaces
};

struct KernelFacts {
  std::string release;  // of uname(2)
  KernelSettings settings;
  bool chrooted = false;                 // "/" is not the root of the mount namespace
  bool filtered = false;                 // a seccomp filter is on this process
  std::vector<std::string> masked_proc;  // mount points below /proc

  Attempt core_pattern;  // opening kernel.core_pattern for writing without capabilities; must fail

  Attempt clone3;
  Attempt pidfd;
  Attempt seccomp_filter;
  Attempt user_namespace;
  Attempt open_uid_map;
  Attempt write_id_maps;
  Attempt namespaces[kNamespaceKindCount];
  Attempt nested_user_namespace;
  Attempt loopback_up;
  Attempt private_mounts;
  Attempt mount_tmpfs;
  Attempt mount_flags;  // mount_setattr(2)
  Attempt tmpfs_user_xattr;
  Attempt mount_overlay;               // two lower directories and an upper, with userxattr
  Attempt overlay_by_descriptor;       // layers given to fsconfig(2) as descriptors
  Attempt overlay_replaces_directory;  // rmdir and mkdir of a directory of a lower layer
  Attempt mount_proc;
  Attempt mount_sysfs;
  Attempt mount_devpts;
  Attempt mount_mqueue;
  Attempt pid_max;
  Attempt fine_ctime;  // EAGAIN: two changes of a file had one time

  std::string cgroup;              // the process's path in cgroup v2; empty: there is none
  Attempt cgroup_writable;         // opening its cgroup.procs
  std::string cgroup_controllers;  // "cpu memory pids"
};

enum class FeatureState : std::uint8_t { kPresent, kMissing, kUntried };
enum class FeatureNeed : std::uint8_t { kNeeded, kHelps };

struct Feature {
  std::string name;
  FeatureNeed need = FeatureNeed::kNeeded;
  FeatureState state = FeatureState::kUntried;
  std::string finding;  // what was found or what goes without it; may be empty
  std::string remedy;   // the setting or command that enables it; empty where it is present

  bool blocks() const { return need == FeatureNeed::kNeeded && state == FeatureState::kMissing; }
};

// In the order in which a slot needs them, what helps at the end.
std::vector<Feature> judge(const KernelFacts& facts);

// Whether nothing that is needed is missing.
bool can_make_containers(const std::vector<Feature>& features);

}  // namespace maelstrom::container
