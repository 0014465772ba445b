#include "container/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/strings.h"

namespace maelstrom::container {
namespace {

constexpr std::string_view kDockerFlags =
    "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined …";
constexpr std::string_view kPodmanFlags = "podman run --security-opt seccomp=unconfined --security-opt unmask=ALL …";
constexpr std::string_view kAppArmorProfile =
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile for the program alone in "
    "/etc/apparmor.d/maelstrom: \"abi <abi/4.0>, include <tunables/global> profile maelstrom "
    "/path/to/{maelstrom,maelstrom-cell} flags=(unconfined) { userns, }\"";

struct KindText {
  const char* title;
  const char* sysctl;
};
constexpr std::array<KindText, kNamespaceKindCount> kKinds = {{{"mount namespaces", "user.max_mnt_namespaces"},
                                                               {"pid namespaces", "user.max_pid_namespaces"},
                                                               {"network namespaces", "user.max_net_namespaces"},
                                                               {"ipc namespaces", "user.max_ipc_namespaces"},
                                                               {"uts namespaces", "user.max_uts_namespaces"}}};

std::string reason(int error) { return std::strerror(error); }  // NOLINT(concurrency-mt-unsafe): one thread

std::string container_flags() { return fmt::format("{}; {}", kDockerFlags, kPodmanFlags); }

Feature present(std::string name, FeatureNeed need, std::string finding = {}) {
  return {std::move(name), need, FeatureState::kPresent, std::move(finding), {}};
}

struct Missing {
  std::string finding;
  std::string remedy;
};

// The feature as the attempt found it; `missing` is asked only where it failed.
template <typename Explain>
Feature tried(std::string name, FeatureNeed need, const Attempt& attempt, const Explain& explain) {
  if (worked(attempt)) return present(std::move(name), need);
  if (!attempt) return {std::move(name), need, FeatureState::kUntried, "could not be tried", {}};
  Missing missing = explain(*attempt);
  return {std::move(name), need, FeatureState::kMissing, std::move(missing.finding), std::move(missing.remedy)};
}

// Ubuntu moves a process that makes a user namespace into a profile without capabilities: the
// namespace is made, and what is tried in it is refused.
bool restricted_by_apparmor(const KernelFacts& facts) {
  return facts.settings.apparmor_restrict_unprivileged_userns.value_or(0) != 0;
}

Missing apparmor() {
  return {"kernel.apparmor_restrict_unprivileged_userns = 1 forbids it", std::string(kAppArmorProfile)};
}

Missing user_namespace_limit(const KernelFacts& facts) {
  if (facts.settings.max_user_namespaces.value_or(1) != 0) {
    return {fmt::format("the limit user.max_user_namespaces = {} is reached, or 32 levels of nesting are",
                        facts.settings.max_user_namespaces.value_or(0)),
            "sudo sysctl -w user.max_user_namespaces=15000"};
  }
  return {"user.max_user_namespaces = 0 forbids them", "sudo sysctl -w user.max_user_namespaces=15000"};
}

Missing user_namespace_forbidden(const KernelFacts& facts) {
  if (facts.settings.unprivileged_userns_clone == std::uint64_t{0}) {
    return {"kernel.unprivileged_userns_clone = 0 forbids them", "sudo sysctl -w kernel.unprivileged_userns_clone=1"};
  }
  if (facts.chrooted) {
    return {"this process runs in a chroot, where the kernel forbids them",
            "enter the tree with pivot_root instead (bwrap --bind TREE /, systemd-nspawn -D TREE), not with chroot"};
  }
  if (facts.filtered) {
    return {"a seccomp filter of the surrounding container forbids them", container_flags()};
  }
  if (restricted_by_apparmor(facts)) return apparmor();
  return {"a security module of this kernel forbids them (Operation not permitted)",
          "see the kernel's log (sudo dmesg) for the module that refused"};
}

Missing explain_user_namespace(const KernelFacts& facts, int error) {
  if (error == ENOSPC || error == EUSERS) return user_namespace_limit(facts);
  if (error == EPERM || error == EACCES) return user_namespace_forbidden(facts);
  if (error == EINVAL) return {"this kernel was built without CONFIG_USER_NS", "use a kernel with CONFIG_USER_NS=y"};
  return {fmt::format("the kernel refuses them: {}", reason(error)), "see the kernel's log (sudo dmesg)"};
}

Missing explain_id_maps(const KernelFacts& facts, int error) {
  if (error == EROFS)
    return {"/proc is mounted read-only", "sudo mount -o remount,rw /proc, or in a container: " + container_flags()};
  if ((error == EPERM || error == EACCES) && restricted_by_apparmor(facts)) return apparmor();
  if (error == EACCES) {
    return {"this process is not dumpable, so /proc/self is not its own",
            "remove set-uid bits and file capabilities from the program (setcap -r)"};
  }
  return {fmt::format("the kernel refuses the map: {}", reason(error)), "see the kernel's log (sudo dmesg)"};
}

Missing explain_in_namespace(const KernelFacts& facts, std::string_view what, int error) {
  if ((error == EPERM || error == EACCES) && restricted_by_apparmor(facts)) return apparmor();
  if ((error == EPERM || error == EACCES) && facts.filtered) {
    return {fmt::format("a filter of the surrounding container forbids {}", what), container_flags()};
  }
  if (error == ENODEV) {
    return {fmt::format("this kernel has no {}", what), fmt::format("use a kernel that was built with {}", what)};
  }
  if (error == ENOSYS) {
    return {fmt::format("{} needs fsopen(2), which is not there", what),
            facts.filtered ? container_flags() : "use Linux 5.12 or newer"};
  }
  return {fmt::format("the kernel refuses {}: {}", what, reason(error)), "see the kernel's log (sudo dmesg)"};
}

Missing explain_namespace(const KernelFacts& facts, std::size_t kind, int error) {
  if (error != ENOSPC) return explain_in_namespace(facts, kKinds[kind].title, error);
  const auto limit = facts.settings.max_namespaces[kind];
  return {fmt::format("the limit {} = {} is reached", kKinds[kind].sysctl, limit.value_or(0)),
          fmt::format("sudo sysctl -w {}=15000", kKinds[kind].sysctl)};
}

Missing explain_proc(const KernelFacts& facts, int error) {
  if (error == EPERM && !facts.masked_proc.empty()) {
    return {fmt::format("parts of /proc are hidden by the surrounding container ({}{})", facts.masked_proc.front(),
                        facts.masked_proc.size() > 1 ? ", …" : ""),
            container_flags()};
  }
  return explain_in_namespace(facts, "mounting /proc", error);
}

// (major, minor) of "6.18.44-generic".
std::pair<int, int> version_of(const std::string& release) {
  char* end = nullptr;
  const long major = std::strtol(release.c_str(), &end, 10);
  const long minor = *end == '.' ? std::strtol(end + 1, nullptr, 10) : 0;
  return {static_cast<int>(major), static_cast<int>(minor)};
}

Missing explain_overlay(const KernelFacts& facts, int error) {
  if (version_of(facts.release) < std::pair(5, 11)) {
    return {fmt::format("Linux {} has no overlayfs in user namespaces", facts.release), "use Linux 5.12 or newer"};
  }
  if (error == ENODEV) return {"the module of overlayfs is not loaded", "sudo modprobe overlay"};
  return explain_in_namespace(facts, "overlayfs", error);
}

Missing explain_system_call(const KernelFacts& facts, std::string_view call, std::string_view since, int error) {
  if (facts.filtered) {
    return {fmt::format("a seccomp filter of the surrounding container forbids {}", call), container_flags()};
  }
  if (error == ENOSYS) {
    return {fmt::format("Linux {} has no {}", facts.release, call), fmt::format("use Linux {} or newer", since)};
  }
  return {fmt::format("{}: {}", call, reason(error)), fmt::format("use Linux {} or newer", since)};
}

Feature kernel_version(const KernelFacts& facts) {
  if (version_of(facts.release) >= std::pair(5, 12)) {
    return present("Linux 5.12 or newer", FeatureNeed::kNeeded, facts.release);
  }
  return {"Linux 5.12 or newer", FeatureNeed::kNeeded, FeatureState::kMissing, facts.release, "use a newer kernel"};
}

// Opening must fail: a job that could write it would run what it likes as root of the host.
Feature core_pattern_guard(const KernelFacts& facts) {
  Feature guard{"kernel.core_pattern out of reach", FeatureNeed::kNeeded, FeatureState::kPresent, {}, {}};
  if (!facts.core_pattern) guard.state = FeatureState::kUntried;
  if (worked(facts.core_pattern)) {
    guard.state = FeatureState::kMissing;
    guard.finding = "a container could write the host's core_pattern, that is, run programs as root";
    guard.remedy = "start Maelstrom as an ordinary user, or where user 61000 is mapped";
  }
  return guard;
}

void add_user_namespaces(const KernelFacts& facts, std::vector<Feature>& features) {
  features.push_back(tried("user namespaces", FeatureNeed::kNeeded, facts.user_namespace,
                           [&](int error) { return explain_user_namespace(facts, error); }));
  const Attempt& maps = worked(facts.open_uid_map) ? facts.write_id_maps : facts.open_uid_map;
  features.push_back(tried("user and group maps", FeatureNeed::kNeeded, maps,
                           [&](int error) { return explain_id_maps(facts, error); }));
  features.push_back(tried("nested user namespaces", FeatureNeed::kNeeded, facts.nested_user_namespace,
                           [&](int error) { return explain_user_namespace(facts, error); }));
  for (std::size_t kind = 0; kind < kNamespaceKindCount; ++kind) {
    features.push_back(tried(kKinds[kind].title, FeatureNeed::kNeeded, facts.namespaces[kind],
                             [&](int error) { return explain_namespace(facts, kind, error); }));
  }
}

void add_mounts(const KernelFacts& facts, std::vector<Feature>& features) {
  const auto plain = [&](const char* name, const Attempt& attempt, const char* what) {
    features.push_back(tried(name, FeatureNeed::kNeeded, attempt,
                             [&](int error) { return explain_in_namespace(facts, what, error); }));
  };
  plain("loopback interface", facts.loopback_up, "setting the loopback interface up");
  plain("private mounts", facts.private_mounts, "mounts of one's own");
  plain("tmpfs", facts.mount_tmpfs, "tmpfs");
  features.push_back(tried("flags of mounts", FeatureNeed::kNeeded, facts.mount_flags,
                           [&](int error) { return explain_system_call(facts, "mount_setattr(2)", "5.12", error); }));
  features.push_back(tried("mounting /proc", FeatureNeed::kNeeded, facts.mount_proc,
                           [&](int error) { return explain_proc(facts, error); }));
  features.push_back(tried("overlayfs", FeatureNeed::kNeeded, facts.mount_overlay,
                           [&](int error) { return explain_overlay(facts, error); }));
  plain("/sys", facts.mount_sysfs, "mounting /sys");
  plain("pseudo-terminals", facts.mount_devpts, "devpts");
  plain("POSIX message queues", facts.mount_mqueue, "mqueue");
}

void add_system_calls(const KernelFacts& facts, std::vector<Feature>& features) {
  features.push_back(tried("pidfds", FeatureNeed::kNeeded, facts.pidfd,
                           [&](int error) { return explain_system_call(facts, "pidfd_open(2)", "5.4", error); }));
  features.push_back(tried("seccomp filters", FeatureNeed::kNeeded, facts.seccomp_filter, [&](int error) {
    return error == EINVAL || error == ENOSYS
               ? Missing{"this kernel was built without CONFIG_SECCOMP_FILTER", "use a kernel that has it"}
               : explain_system_call(facts, "seccomp(2)", "3.17", error);
  }));
}

Feature fine_ctime(const KernelFacts& facts) {
  return tried("fine-grained times of tmpfs", FeatureNeed::kHelps, facts.fine_ctime, [&](int) {
    return Missing{
        fmt::format("Linux {} may give two changes one time; modes and times are compared as well", facts.release),
        "use Linux 6.13 or newer"};
  });
}

Feature delegated_cgroup(const KernelFacts& facts) {
  Feature cgroup{"delegated cgroup v2", FeatureNeed::kHelps, FeatureState::kMissing, {}, {}};
  const auto controllers = split(facts.cgroup_controllers, ' ');
  const auto has = [&](std::string_view name) {
    return std::find(controllers.begin(), controllers.end(), name) != controllers.end();
  };
  if (worked(facts.cgroup_writable) && has("memory") && has("pids")) {
    cgroup.state = FeatureState::kPresent;
    cgroup.finding = facts.cgroup_controllers;
    return cgroup;
  }
  cgroup.finding = facts.cgroup_controllers.empty() ? "no controllers of cgroup v2 here" : "not writable by this user";
  cgroup.remedy = "systemd-run --user --scope -p Delegate=yes maelstrom test";
  return cgroup;
}

void add_helps(const KernelFacts& facts, std::vector<Feature>& features) {
  features.push_back(tried("clone3", FeatureNeed::kHelps, facts.clone3, [&](int error) {
    Missing missing = explain_system_call(facts, "clone3(2)", "5.3", error);
    missing.finding += "; a slower call takes its place";
    return missing;
  }));
  features.push_back(tried("user attributes on tmpfs", FeatureNeed::kHelps, facts.tmpfs_user_xattr, [&](int) {
    return Missing{"tests cannot set user.* attributes on files in /tmp or in a writable layer",
                   "use Linux 6.6 or newer with CONFIG_TMPFS_XATTR=y"};
  }));
  features.push_back(
      tried("replaceable directories of layers", FeatureNeed::kHelps, facts.overlay_replaces_directory, [&](int error) {
        return Missing{fmt::format("making a directory anew in a writable layer fails: {}", reason(error)),
                       "use Linux 6.6 or newer with CONFIG_TMPFS_XATTR=y"};
      }));
  features.push_back(tried("layers by descriptor", FeatureNeed::kHelps, facts.overlay_by_descriptor, [&](int) {
    return Missing{fmt::format("Linux {} takes layers by name alone: fewer fit on one mount", facts.release),
                   "use Linux 6.13 or newer"};
  }));
  features.push_back(tried("limit of processes for each container", FeatureNeed::kHelps, facts.pid_max, [&](int) {
    return Missing{
        fmt::format("Linux {} has one kernel.pid_max for the machine; RLIMIT_NPROC takes its place", facts.release),
        "use Linux 6.14 or newer"};
  }));
  features.push_back(fine_ctime(facts));
  features.push_back(delegated_cgroup(facts));
}

}  // namespace

std::vector<Feature> judge(const KernelFacts& facts) {
  std::vector<Feature> features{kernel_version(facts)};
  features.push_back(core_pattern_guard(facts));
  add_user_namespaces(facts, features);
  add_mounts(facts, features);
  add_system_calls(facts, features);
  add_helps(facts, features);
  return features;
}

bool can_make_containers(const std::vector<Feature>& features) {
  return std::none_of(features.begin(), features.end(), [](const Feature& feature) { return feature.blocks(); });
}

}  // namespace maelstrom::container
