#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "container/probe/descriptors.h"
#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr const char* kType = "user";
constexpr const char* kName = "maelstrom-left";
constexpr const char* kReadable = "maelstrom-serial";

long add_key(const char* name, int ring) { return ::syscall(SYS_add_key, kType, name, "secret", 6, ring); }

Answer leave_in(int ring) { return add_key(kName, ring) >= 0 ? Answer::kDone : failed("add_key"); }

Answer see_in(int ring) {
  if (::syscall(SYS_keyctl, KEYCTL_SEARCH, ring, kType, kName, 0) >= 0) return Answer::kSeen;
  return errno == ENOKEY ? Answer::kDone : failed("keyctl(KEYCTL_SEARCH)");
}

Answer leave_user() { return leave_in(KEY_SPEC_USER_KEYRING); }
Answer see_user() { return see_in(KEY_SPEC_USER_KEYRING); }
Answer leave_session() { return leave_in(KEY_SPEC_SESSION_KEYRING); }
Answer see_session() { return see_in(KEY_SPEC_SESSION_KEYRING); }

Answer leave_by_serial() {
  return add_key(kReadable, KEY_SPEC_PROCESS_KEYRING) >= 0 ? Answer::kDone : failed("add_key");
}

// /proc/keys lists what this user may view, in whatever container it was made.
Answer see_by_serial() {
  static char keys[1 << 16];
  if (!read_text("/proc/keys", keys, sizeof keys)) {
    return errno == ENOENT ? Answer::kNotApplicable : failed("/proc/keys");
  }
  return seen_if(std::strstr(keys, kReadable) != nullptr);
}

constexpr Probe kProbes[] = {
    {"user-keyring", leave_user, see_user},
    {"session-keyring", leave_session, see_session},
    {"key-serial", leave_by_serial, see_by_serial},
};

}  // namespace

std::span<const Probe> key_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
