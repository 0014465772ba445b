#include "container/features.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>

namespace maelstrom::container {
namespace {

using ::testing::HasSubstr;

// A desktop on which everything is there.
KernelFacts complete() {
  KernelFacts facts{.release = "6.18.1",
                    .core_pattern = EACCES,
                    .clone3 = 0,
                    .pidfd = 0,
                    .seccomp_filter = 0,
                    .user_namespace = 0,
                    .open_uid_map = 0,
                    .write_id_maps = 0,
                    .nested_user_namespace = 0,
                    .loopback_up = 0,
                    .private_mounts = 0,
                    .mount_tmpfs = 0,
                    .mount_flags = 0,
                    .tmpfs_user_xattr = 0,
                    .mount_overlay = 0,
                    .overlay_by_descriptor = 0,
                    .overlay_replaces_directory = 0,
                    .mount_proc = 0,
                    .mount_sysfs = 0,
                    .mount_devpts = 0,
                    .mount_mqueue = 0,
                    .pid_max = 0,
                    .fine_ctime = 0,
                    .cgroup = "/user.slice",
                    .cgroup_writable = 0,
                    .cgroup_controllers = "cpu memory pids"};
  std::fill(std::begin(facts.namespaces), std::end(facts.namespaces), Attempt(0));
  return facts;
}

Feature find(const KernelFacts& facts, const std::string& name) {
  for (Feature& feature : judge(facts)) {
    if (feature.name == name) return feature;
  }
  ADD_FAILURE() << "no feature " << name;
  return {};
}

TEST(Features, NothingIsMissingWhereEverythingWorked) {
  for (const Feature& feature : judge(complete())) {
    EXPECT_EQ(feature.state, FeatureState::kPresent) << feature.name;
    EXPECT_EQ(feature.remedy, "") << feature.name;
  }
  EXPECT_TRUE(can_make_containers(judge(complete())));
}

// One environment of the kernel's refusals, and what is to be said of it.
struct Refusal {
  const char* environment;
  void (*change)(KernelFacts&);
  const char* feature;
  const char* finding;
  const char* remedy;
};

const Refusal kRefusals[] = {
    {"Debian 10",
     [](KernelFacts& facts) {
       facts.settings.unprivileged_userns_clone = 0;
       facts.user_namespace = EPERM;
     },
     "user namespaces", "kernel.unprivileged_userns_clone = 0", "sysctl -w kernel.unprivileged_userns_clone=1"},
    {"Docker's default profile",
     [](KernelFacts& facts) {
       facts.filtered = true;
       facts.user_namespace = EPERM;
       facts.clone3 = ENOSYS;
     },
     "user namespaces", "seccomp filter of the surrounding container", "--security-opt seccomp=unconfined"},
    {"chroot",
     [](KernelFacts& facts) {
       facts.chrooted = true;
       facts.user_namespace = EPERM;
     },
     "user namespaces", "chroot", "pivot_root"},
    {"no user namespaces by limit",
     [](KernelFacts& facts) {
       facts.settings.max_user_namespaces = 0;
       facts.user_namespace = ENOSPC;
     },
     "user namespaces", "user.max_user_namespaces = 0", "sysctl -w user.max_user_namespaces="},
    {"too deep",
     [](KernelFacts& facts) {
       facts.settings.max_user_namespaces = 96364;
       facts.nested_user_namespace = ENOSPC;
     },
     "nested user namespaces", "user.max_user_namespaces = 96364 is reached, or 32 levels",
     "sysctl -w user.max_user_namespaces="},
    {"no network namespaces by limit",
     [](KernelFacts& facts) {
       facts.settings.max_namespaces[2] = 0;
       facts.namespaces[2] = ENOSPC;
     },
     "network namespaces", "user.max_net_namespaces = 0", "sysctl -w user.max_net_namespaces="},
    {"kernel without user namespaces", [](KernelFacts& facts) { facts.user_namespace = EINVAL; }, "user namespaces",
     "CONFIG_USER_NS", "CONFIG_USER_NS=y"},
    {"Ubuntu 24.04, unshare",
     [](KernelFacts& facts) {
       facts.settings.apparmor_restrict_unprivileged_userns = 1;
       facts.write_id_maps = EPERM;
     },
     "user and group maps", "apparmor_restrict_unprivileged_userns = 1", "userns,"},
    {"Ubuntu 24.04, loopback",
     [](KernelFacts& facts) {
       facts.settings.apparmor_restrict_unprivileged_userns = 1;
       facts.loopback_up = EPERM;
     },
     "loopback interface", "apparmor_restrict_unprivileged_userns = 1", "flags=(unconfined)"},
    {"/proc read-only", [](KernelFacts& facts) { facts.open_uid_map = EROFS; }, "user and group maps",
     "/proc is mounted read-only", "remount,rw /proc"},
    {"not dumpable", [](KernelFacts& facts) { facts.open_uid_map = EACCES; }, "user and group maps", "not dumpable",
     "setcap -r"},
    {"masked /proc",
     [](KernelFacts& facts) {
       facts.masked_proc = {"/proc/kcore", "/proc/keys"};
       facts.mount_proc = EPERM;
     },
     "mounting /proc", "/proc/kcore", "systempaths=unconfined"},
    {"kernel 5.10",
     [](KernelFacts& facts) {
       facts.release = "5.10.0-30-amd64";
       facts.mount_overlay = EPERM;
     },
     "overlayfs", "Linux 5.10.0-30-amd64 has no overlayfs in user namespaces", "5.12"},
    {"kernel 5.11", [](KernelFacts& facts) { facts.release = "5.11.0-27-generic"; }, "Linux 5.12 or newer", "5.11.0-27",
     "newer kernel"},
    {"kernel 5.11, its calls",
     [](KernelFacts& facts) {
       facts.release = "5.11.0-27-generic";
       facts.mount_flags = ENOSYS;
     },
     "flags of mounts", "Linux 5.11.0-27-generic has no mount_setattr(2)", "use Linux 5.12 or newer"},
    {"a filter that knows no mount_setattr",
     [](KernelFacts& facts) {
       facts.filtered = true;
       facts.mount_flags = EPERM;
     },
     "flags of mounts", "seccomp filter of the surrounding container forbids mount_setattr(2)", "unmask=ALL"},
    {"limit of user namespaces reached",
     [](KernelFacts& facts) {
       facts.settings.max_user_namespaces = 100;
       facts.user_namespace = ENOSPC;
     },
     "user namespaces", "user.max_user_namespaces = 100 is reached", "sysctl -w user.max_user_namespaces=15000"},
    {"too deep on an older kernel",
     [](KernelFacts& facts) {
       facts.settings.max_user_namespaces = 100;
       facts.user_namespace = EUSERS;
     },
     "user namespaces", "32 levels of nesting", "sysctl -w user.max_user_namespaces=15000"},
    {"Ubuntu 24.04, unshare refused",
     [](KernelFacts& facts) {
       facts.settings.apparmor_restrict_unprivileged_userns = 1;
       facts.user_namespace = EPERM;
     },
     "user namespaces", "apparmor_restrict_unprivileged_userns = 1",
     "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
    {"Ubuntu 24.04, mount",
     [](KernelFacts& facts) {
       facts.settings.apparmor_restrict_unprivileged_userns = 1;
       facts.mount_tmpfs = EACCES;
     },
     "tmpfs", "apparmor_restrict_unprivileged_userns = 1", "/etc/apparmor.d/maelstrom"},
    {"a security module", [](KernelFacts& facts) { facts.user_namespace = EPERM; }, "user namespaces",
     "security module", "dmesg"},
    {"an unknown refusal", [](KernelFacts& facts) { facts.user_namespace = EIO; }, "user namespaces",
     "Input/output error", "dmesg"},
    {"a map refused", [](KernelFacts& facts) { facts.write_id_maps = EPERM; }, "user and group maps",
     "refuses the map: Operation not permitted", "dmesg"},
    {"podman's default profile",
     [](KernelFacts& facts) {
       facts.filtered = true;
       facts.private_mounts = EPERM;
     },
     "private mounts", "filter of the surrounding container forbids mounts of one's own",
     "podman run --security-opt seccomp=unconfined"},
    {"a filter that knows no fsopen",
     [](KernelFacts& facts) {
       facts.filtered = true;
       facts.mount_tmpfs = ENOSYS;
     },
     "tmpfs", "needs fsopen(2)", "--security-opt seccomp=unconfined"},
    {"kernel without fsopen", [](KernelFacts& facts) { facts.mount_tmpfs = ENOSYS; }, "tmpfs", "needs fsopen(2)",
     "use Linux 5.12 or newer"},
    {"kernel without message queues", [](KernelFacts& facts) { facts.mount_mqueue = ENODEV; }, "POSIX message queues",
     "this kernel has no mqueue", "built with mqueue"},
    {"kernel without pseudo-terminals", [](KernelFacts& facts) { facts.mount_devpts = ENODEV; }, "pseudo-terminals",
     "this kernel has no devpts", "built with devpts"},
    {"/sys refused", [](KernelFacts& facts) { facts.mount_sysfs = EPERM; }, "/sys", "refuses mounting /sys", "dmesg"},
    {"/proc refused with nothing hidden", [](KernelFacts& facts) { facts.mount_proc = EPERM; }, "mounting /proc",
     "refuses mounting /proc", "dmesg"},
    {"no kinds of namespaces by limit",
     [](KernelFacts& facts) {
       facts.settings.max_namespaces[3] = 0;
       facts.namespaces[3] = ENOSPC;
     },
     "ipc namespaces", "user.max_ipc_namespaces = 0", "sysctl -w user.max_ipc_namespaces="},
    {"kernel 5.2", [](KernelFacts& facts) { facts.pidfd = ENOSYS; }, "pidfds", "has no pidfd_open(2)",
     "use Linux 5.4 or newer"},
    {"a filter that knows no pidfds",
     [](KernelFacts& facts) {
       facts.filtered = true;
       facts.pidfd = EPERM;
     },
     "pidfds", "forbids pidfd_open(2)", "seccomp=unconfined"},
    {"kernel without filters", [](KernelFacts& facts) { facts.seccomp_filter = EINVAL; }, "seccomp filters",
     "CONFIG_SECCOMP_FILTER", "use a kernel that has it"},
    {"overlay's module", [](KernelFacts& facts) { facts.mount_overlay = ENODEV; }, "overlayfs", "module",
     "modprobe overlay"},
    {"real root", [](KernelFacts& facts) { facts.core_pattern = 0; }, "kernel.core_pattern out of reach", "as root",
     "ordinary user"},
};

TEST(Features, EachRefusalIsNamedWithWhatEndsIt) {
  for (const Refusal& refusal : kRefusals) {
    SCOPED_TRACE(refusal.environment);
    KernelFacts facts = complete();
    refusal.change(facts);
    const Feature feature = find(facts, refusal.feature);
    EXPECT_TRUE(feature.blocks());
    EXPECT_THAT(feature.finding, HasSubstr(refusal.finding));
    EXPECT_THAT(feature.remedy, HasSubstr(refusal.remedy));
    EXPECT_FALSE(can_make_containers(judge(facts)));
  }
}

TEST(Features, WhatOnlyHelpsForbidsNothing) {
  KernelFacts facts = complete();
  facts.release = "6.1.0-18-amd64";
  facts.pid_max = EACCES;
  facts.fine_ctime = EAGAIN;
  facts.tmpfs_user_xattr = EOPNOTSUPP;
  facts.clone3 = ENOSYS;
  facts.overlay_by_descriptor = EINVAL;
  facts.overlay_replaces_directory = EIO;
  facts.cgroup_writable = EACCES;
  EXPECT_TRUE(can_make_containers(judge(facts)));
  EXPECT_THAT(find(facts, "limit of processes for each container").remedy, HasSubstr("6.14"));
  EXPECT_THAT(find(facts, "fine-grained times of tmpfs").remedy, HasSubstr("6.13"));
  EXPECT_THAT(find(facts, "user attributes on tmpfs").remedy, HasSubstr("6.6"));
  EXPECT_THAT(find(facts, "clone3").finding, HasSubstr("has no clone3(2); a slower call takes its place"));
  EXPECT_THAT(find(facts, "layers by descriptor").remedy, HasSubstr("6.13"));
  EXPECT_THAT(find(facts, "replaceable directories of layers").finding, HasSubstr("Input/output error"));
  EXPECT_THAT(find(facts, "delegated cgroup v2").finding, HasSubstr("not writable by this user"));
  EXPECT_THAT(find(facts, "delegated cgroup v2").remedy, HasSubstr("Delegate=yes"));
}

TEST(Features, WithoutACgroupItsFiguresAreSaidToBeMissing) {
  KernelFacts facts = complete();
  facts.cgroup = "";
  facts.cgroup_writable = std::nullopt;
  facts.cgroup_controllers = "";
  const Feature cgroup = find(facts, "delegated cgroup v2");
  EXPECT_EQ(cgroup.state, FeatureState::kMissing);
  EXPECT_FALSE(cgroup.blocks());
  EXPECT_THAT(cgroup.finding, HasSubstr("no controllers of cgroup v2"));
}

TEST(Features, WhatWasNotReachedIsNotCalledMissing) {
  KernelFacts facts = complete();
  facts.mount_overlay = std::nullopt;
  EXPECT_EQ(find(facts, "overlayfs").state, FeatureState::kUntried);
}

}  // namespace
}  // namespace maelstrom::container
