#include "container/features_probe.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/strings.h"
#include "container/features_steps.h"
#include "os/file.h"

namespace maelstrom::container {
namespace {

std::optional<std::uint64_t> read_number(const std::string& path) {
  const auto text = os::read_file(path);
  return text ? parse_unsigned(trim(*text)) : std::nullopt;
}

KernelSettings read_settings() {
  KernelSettings settings{
      .unprivileged_userns_clone = read_number("/proc/sys/kernel/unprivileged_userns_clone"),
      .apparmor_restrict_unprivileged_userns = read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
      .max_user_namespaces = read_number("/proc/sys/user/max_user_namespaces"),
  };
  constexpr const char* kNames[kNamespaceKindCount] = {"mnt", "pid", "net", "ipc", "uts"};
  for (std::size_t kind = 0; kind < kNamespaceKindCount; ++kind) {
    settings.max_namespaces[kind] = read_number("/proc/sys/user/max_" + std::string(kNames[kind]) + "_namespaces");
  }
  return settings;
}

// A line of proc(5), /proc/PID/mountinfo: id, parent, device, root, mount point, …, "-", type, ….
struct MountLine {
  std::string point;
  std::string type;
};

std::vector<MountLine> read_mounts() {
  const auto text = os::read_file("/proc/self/mountinfo");
  std::vector<MountLine> mounts;
  if (!text) return mounts;
  for (const std::string_view line : split(*text, '\n')) {
    const auto fields = split(line, ' ');
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 6 || dash == fields.end() || dash + 1 == fields.end()) continue;
    mounts.push_back({std::string(fields[4]), std::string(*(dash + 1))});
  }
  return mounts;
}

// A chroot has a "/" that is no mount point, so no line of mountinfo is for it.
bool is_chrooted(const std::vector<MountLine>& mounts) {
  return !mounts.empty() &&
         std::none_of(mounts.begin(), mounts.end(), [](const MountLine& mount) { return mount.point == "/"; });
}

std::vector<std::string> masked_proc(const std::vector<MountLine>& mounts) {
  std::vector<std::string> masked;
  for (const MountLine& mount : mounts) {
    const bool below_proc = mount.point.starts_with("/proc/");
    if (below_proc && mount.type != "binfmt_misc" && mount.type != "autofs") masked.push_back(mount.point);
  }
  return masked;
}

bool is_filtered() {
  const auto status = os::read_file("/proc/self/status");
  return status && status->find("\nSeccomp:\t2") != std::string::npos;
}

struct CgroupPlace {
  std::string path;       // as /proc/self/cgroup says
  std::string directory;  // where it is mounted; empty: nowhere
};

CgroupPlace find_cgroup(const std::vector<MountLine>& mounts) {
  CgroupPlace place;
  const auto text = os::read_file("/proc/self/cgroup");
  if (!text) return place;
  for (const std::string_view line : split(*text, '\n')) {
    if (line.starts_with("0::")) place.path = line.substr(3);
  }
  if (place.path.empty()) return place;
  for (const MountLine& mount : mounts) {
    if (mount.type == "cgroup2") place.directory = mount.point + (place.path == "/" ? "" : place.path);
  }
  return place;
}

struct Unmap {
  void operator()(StepResults* results) const { ::munmap(results, sizeof *results); }
};

Result<StepResults> try_in_child(const std::string& cgroup_procs) {
  void* memory = ::mmap(nullptr, sizeof(StepResults), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return fail(system_error(errno, "mmap"));
  const std::unique_ptr<StepResults, Unmap> results(static_cast<StepResults*>(memory));
  std::fill(std::begin(results->error), std::end(results->error), kNotReached);
  // Its steps, and those of its own children, are system calls alone. fork(3) would do more: a thread sanitizer
  // starts a thread in the child, and a process with two threads may make no user namespace.
  const pid_t child = ::_Fork();
  if (child < 0) return fail(system_error(errno, "_Fork"));
  if (child == 0) {
    take_steps(cgroup_procs.c_str(), *results);
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail(system_error(errno, "waitpid"));
  }
  return *results;
}

Attempt attempt(const StepResults& results, Step step) {
  const int error = results.at(step);
  return error == kNotReached ? Attempt() : Attempt(error);
}

void take_over(const StepResults& results, KernelFacts& facts) {
  const std::pair<Attempt*, Step> steps[] = {
      {&facts.core_pattern, Step::kCorePattern},
      {&facts.clone3, Step::kClone3},
      {&facts.pidfd, Step::kPidfd},
      {&facts.seccomp_filter, Step::kSeccompFilter},
      {&facts.cgroup_writable, Step::kCgroupProcs},
      {&facts.user_namespace, Step::kUserNamespace},
      {&facts.open_uid_map, Step::kOpenUidMap},
      {&facts.write_id_maps, Step::kWriteIdMaps},
      {&facts.namespaces[0], Step::kMountNamespace},
      {&facts.namespaces[1], Step::kPidNamespace},
      {&facts.namespaces[2], Step::kNetworkNamespace},
      {&facts.namespaces[3], Step::kIpcNamespace},
      {&facts.namespaces[4], Step::kUtsNamespace},
      {&facts.nested_user_namespace, Step::kNestedUserNamespace},
      {&facts.loopback_up, Step::kLoopbackUp},
      {&facts.private_mounts, Step::kPrivateMounts},
      {&facts.mount_tmpfs, Step::kTmpfs},
      {&facts.mount_flags, Step::kMountFlags},
      {&facts.tmpfs_user_xattr, Step::kTmpfsUserXattr},
      {&facts.mount_overlay, Step::kOverlay},
      {&facts.overlay_by_descriptor, Step::kOverlayByDescriptor},
      {&facts.overlay_replaces_directory, Step::kOverlayReplacesDirectory},
      {&facts.mount_proc, Step::kProc},
      {&facts.mount_sysfs, Step::kSysfs},
      {&facts.mount_devpts, Step::kDevpts},
      {&facts.mount_mqueue, Step::kMqueue},
      {&facts.pid_max, Step::kPidMax},
      {&facts.fine_ctime, Step::kFineCtime},
  };
  for (const auto& [fact, step] : steps) *fact = attempt(results, step);
}

}  // namespace

Result<KernelFacts> probe_kernel() {
  const std::vector<MountLine> mounts = read_mounts();
  const CgroupPlace cgroup = find_cgroup(mounts);
  const std::string procs = cgroup.directory.empty() ? "" : cgroup.directory + "/cgroup.procs";
  TRY_ASSIGN(results, try_in_child(procs));

  utsname name{};
  if (::uname(&name) != 0) return fail(system_error(errno, "uname"));
  KernelFacts facts{.release = name.release,
                    .settings = read_settings(),
                    .chrooted = is_chrooted(mounts),
                    .filtered = is_filtered(),
                    .masked_proc = masked_proc(mounts),
                    .cgroup = cgroup.path};
  if (const auto controllers = os::read_file(cgroup.directory + "/cgroup.controllers");
      !cgroup.directory.empty() && controllers) {
    facts.cgroup_controllers = trim(*controllers);
  }
  take_over(results, facts);
  return facts;
}

}  // namespace maelstrom::container
