// For the tests of this room: to be root in a user namespace of one's own, who may lower the limits of those below.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "os/fd.h"

namespace maelstrom::container {

// The thread sanitizer gives every child a thread of its own, and a process with two may not enter one.
#ifdef __SANITIZE_THREAD__
inline constexpr bool kMayEnterUserNamespace = false;
#else
inline constexpr bool kMayEnterUserNamespace = true;
#endif
#define SKIP_UNLESS_ALONE()    \
  if (!kMayEnterUserNamespace) \
  GTEST_SKIP() << "the thread sanitizer's thread keeps a process from entering a user namespace"

inline void write_file(const std::string& path, std::string_view text) {
  const os::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (::write(file.get(), text.data(), text.size()) < 0) throw std::runtime_error("write " + path);
}

// For a child that then ends.
inline void enter_user_namespace() {
  const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getegid()) + " 1";
  if (::unshare(CLONE_NEWUSER) != 0) throw std::runtime_error("unshare");
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", user);
  write_file("/proc/self/gid_map", group);
}

}  // namespace maelstrom::container
