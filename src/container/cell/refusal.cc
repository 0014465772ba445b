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

constexpr const char* kAppArmor = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";

std::string app_armor_hint() {
  return "AppArmor takes the capabilities of unprivileged user namespaces away "
         "(kernel.apparmor_restrict_unprivileged_userns = 1). Allow them with "
         "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or with a profile of the line "
         "`userns,` and flags=(unconfined) for maelstrom-cell.";
}

std::string forbidden_hint() {
  if (content("/proc/sys/kernel/unprivileged_userns_clone") == "0") {
    return "The kernel forbids user namespaces to ordinary users: allow them with "
           "`sysctl kernel.unprivileged_userns_clone=1`.";
  }
  if (content(kAppArmor) == "1") return app_armor_hint();
  if (content("/proc/self/status").find("\nSeccomp:\t2") != std::string::npos) {
    return "A seccomp filter forbids user namespaces, as the default of Docker and podman does: start the outer "
           "container with `--security-opt seccomp=unconfined`.";
  }
  return "This process is in a chroot, or a security module forbids user namespaces.";
}

std::string limit_hint(const char* kind) {
  const std::string path = std::string("/proc/sys/user/max_") + kind + "_namespaces";
  return std::string("No more ") + kind + " namespaces may be made: user.max_" + kind + "_namespaces is " +
         content(path.c_str()) + " (or namespaces are nested 32 deep). Raise it with `sysctl user.max_" + kind +
         "_namespaces=10000`.";
}

std::string hint(SetUp step, int errnum) {
  switch (step) {
    case SetUp::kUserNamespace:
      if (errnum == ENOSPC || errnum == EUSERS) return limit_hint("user");
      if (errnum == EINVAL) return "This kernel has no user namespaces (CONFIG_USER_NS).";
      return forbidden_hint();
    case SetUp::kUserMap:
      if (errnum == EROFS) return "/proc is mounted read-only here; mount it read-write.";
      return content(kAppArmor) == "1" ? app_armor_hint() : forbidden_hint();
    case SetUp::kNamespaces:
      if (errnum == ENOSPC) {
        for (const char* kind : {"net", "ipc", "mnt", "pid", "uts"}) {
          const std::string path = std::string("/proc/sys/user/max_") + kind + "_namespaces";
          if (content(path.c_str()) == "0") return limit_hint(kind);
        }
        return limit_hint("net");
      }
      return content(kAppArmor) == "1" ? app_armor_hint() : forbidden_hint();
    case SetUp::kMounts:
      if (errnum == EPERM && content(kAppArmor) == "1") return app_armor_hint();
      if (errnum == EPERM) {
        return "A new /proc cannot be mounted where parts of the present one are hidden, as in Docker and podman: "
               "start the outer container with `--security-opt systempaths=unconfined` (podman: "
               "`--security-opt unmask=ALL`).";
      }
      if (errnum == ENOSYS) return "Maelstrom needs Linux 5.12 or newer.";
      return {};
    case SetUp::kOther:
      break;
  }
  return {};
}

}  // namespace

Error refusal(SetUp step, const Error& error) {
  const std::string advice = hint(step, error.system_errno());
  std::string message = "cannot make containers here: " + error.message();
  if (!advice.empty()) message += ". " + advice;
  Error refused(ErrorCode::kUnavailable, std::move(message));
  refused.set_system_errno(error.system_errno());
  return refused;
}

}  // namespace maelstrom::container::cell
