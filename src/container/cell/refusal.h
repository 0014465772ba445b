// Why a slot cannot be made, for a person: which setting forbids it and how to allow it.
#pragma once

#include <array>
#include <string>

#include "base/result.h"

namespace maelstrom::container::cell {

enum class SetUp : unsigned char { kUserNamespace, kUserMap, kNamespaces, kMounts, kOther };

// The kinds of namespaces as user.max_KIND_namespaces names them, and as unshare(2) does.
struct NamespaceKind {
  const char* name;
  const char* flag;
};
inline constexpr std::array<NamespaceKind, 6> kNamespaceKinds = {{{"user", "CLONE_NEWUSER"},
                                                                  {"mnt", "CLONE_NEWNS"},
                                                                  {"pid", "CLONE_NEWPID"},
                                                                  {"net", "CLONE_NEWNET"},
                                                                  {"ipc", "CLONE_NEWIPC"},
                                                                  {"uts", "CLONE_NEWUTS"}}};

// What the surroundings say of namespaces.
struct Circumstances {
  bool filtered = false;                                   // by seccomp
  bool restricted_by_apparmor = false;                     // kernel.apparmor_restrict_unprivileged_userns
  bool forbidden_to_users = false;                         // kernel.unprivileged_userns_clone = 0
  std::array<std::string, kNamespaceKinds.size()> limits;  // user.max_KIND_namespaces; empty: not known

  // To be called before any namespace is made: within it, the limits are its own, and /proc may be away.
  static Circumstances read();
};

// `error` of a step as Unavailable with the setting that forbids it.
Error refusal(SetUp step, const Error& error, const Circumstances& circumstances);

}  // namespace maelstrom::container::cell
