#include "container/cell/refusal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

// The content of a small file without its last newline; empty if it cannot be read.
std::string content(const char* path) {
  char text[4096];
  const os::Fd file(::open(path, O_RDONLY | O_CLOEXEC));
  const long got = file ? read_start(file.get(), text, sizeof text) : 0;
  std::string found(text, static_cast<std::size_t>(got > 0 ? got : 0));
  while (!found.empty() && found.back() == '\n') found.pop_back();
  return found;
}

std::string app_armor_hint() {
  return "AppArmor takes the capabilities of unprivileged user namespaces away "
         "(kernel.apparmor_restrict_unprivileged_userns = 1). Allow them with "
         "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or with a profile of the line "
         "`userns,` and flags=(unconfined) for maelstrom-cell.";
}

std::string filter_hint() {
  return "A seccomp filter forbids it, as the default of Docker and podman does: start the outer container with "
         "`--security-opt seccomp=unconfined`.";
}

std::string forbidden_hint(const Circumstances& circumstances) {
  if (circumstances.forbidden_to_users) {
    return "The kernel forbids user namespaces to ordinary users: allow them with "
           "`sysctl kernel.unprivileged_userns_clone=1`.";
  }
  if (circumstances.restricted_by_apparmor) return app_armor_hint();
  if (circumstances.filtered) return filter_hint();
  return "This process is in a chroot, or a security module forbids user namespaces.";
}

bool is_zero(const std::string& limit) { return limit == "0"; }

// Of the kinds that `message` names, the one with a limit of 0, else the first.
std::string limit_hint(const std::string& message, const Circumstances& circumstances) {
  std::size_t guilty = kNamespaceKinds.size();
  for (std::size_t kind = 0; kind < kNamespaceKinds.size(); ++kind) {
    if (message.find(kNamespaceKinds[kind].flag) == std::string::npos) continue;
    if (guilty == kNamespaceKinds.size() || is_zero(circumstances.limits[kind])) guilty = kind;
    if (is_zero(circumstances.limits[kind])) break;
  }
  if (guilty == kNamespaceKinds.size()) return {};
  const std::string kind = kNamespaceKinds[guilty].name;
  return "No more " + kind + " namespaces may be made: user.max_" + kind + "_namespaces is " +
         circumstances.limits[guilty] + " (or namespaces are nested 32 deep). Raise it with `sysctl user.max_" + kind +
         "_namespaces=10000`.";
}

std::string mounts_hint(const Error& error, const Circumstances& circumstances) {
  const int errnum = error.system_errno();
  if (errnum == EPERM && circumstances.restricted_by_apparmor) return app_armor_hint();
  if (errnum == EPERM && error.message().starts_with("mount proc")) {
    return "A new /proc cannot be mounted where parts of the present one are hidden, as in Docker and podman: "
           "start the outer container with `--security-opt systempaths=unconfined` (podman: "
           "`--security-opt unmask=ALL`).";
  }
  if ((errnum == EPERM || errnum == ENOSYS) && circumstances.filtered) return filter_hint();
  if (errnum == ENOSYS) return "Maelstrom needs Linux 5.12 or newer.";
  return {};
}

std::string hint(SetUp step, const Error& error, const Circumstances& circumstances) {
  const int errnum = error.system_errno();
  if (errnum == ENOSPC || errnum == EUSERS) return limit_hint(error.message(), circumstances);
  switch (step) {
    case SetUp::kUserNamespace:
      if (errnum == EINVAL) return "This kernel has no user namespaces (CONFIG_USER_NS).";
      return forbidden_hint(circumstances);
    case SetUp::kUserMap:
      if (errnum == EROFS) return "/proc is mounted read-only here; mount it read-write.";
      return forbidden_hint(circumstances);
    case SetUp::kNamespaces:
      return forbidden_hint(circumstances);
    case SetUp::kMounts:
      return mounts_hint(error, circumstances);
    case SetUp::kOther:
      break;
  }
  return (errnum == EPERM || errnum == ENOSYS) && circumstances.filtered ? filter_hint() : "";
}

}  // namespace

Circumstances Circumstances::read() {
  Circumstances circumstances;
  circumstances.filtered = content("/proc/self/status").find("\nSeccomp:\t2") != std::string::npos;
  circumstances.restricted_by_apparmor = content("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1";
  circumstances.forbidden_to_users = content("/proc/sys/kernel/unprivileged_userns_clone") == "0";
  for (std::size_t kind = 0; kind < kNamespaceKinds.size(); ++kind) {
    const std::string path = std::string("/proc/sys/user/max_") + kNamespaceKinds[kind].name + "_namespaces";
    circumstances.limits[kind] = content(path.c_str());
  }
  return circumstances;
}

Error refusal(SetUp step, const Error& error, const Circumstances& circumstances) {
  const std::string advice = hint(step, error, circumstances);
  std::string message = "cannot make containers here: " + error.message();
  if (!advice.empty()) message += ". " + advice;
  Error refused(ErrorCode::kUnavailable, std::move(message));
  refused.set_system_errno(error.system_errno());
  return refused;
}

}  // namespace maelstrom::container::cell
