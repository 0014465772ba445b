// Doors to the kernel for mounts and namespaces; each error names the call and its subject.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// A path: relative to a directory, whose own path is "".
struct At {
  int directory;
  const char* path;
};

Result<os::Fd> open_at(At at, int flags);
Status write_file(At at, std::string_view content);
// The start of a file, as much as fits; the call's errors as -errno, for checks that only compare.
long read_start(int fd, char* buffer, std::size_t size);

Result<os::Fd> clone_mount(At source, unsigned flags = 0);  // detached; flags: AT_RECURSIVE
Status attach_mount(int mount, const char* point);
Status set_mount_flags(int mount, std::uint64_t flags, unsigned at_flags = 0);

Status enter(int name_space, int kind, std::string_view name);
Status unshare_kind(int kinds, std::string_view name);

// A file system that is being configured: fsopen, fsconfig, fsmount.
class NewMount {
 public:
  static Result<NewMount> open(const char* type);
  Status set(const char* key, const char* value);
  Status set_fd(const char* key, int fd);
  Status set_flag(const char* key);
  Result<os::Fd> create(std::uint64_t attributes);  // a detached mount

 private:
  NewMount(os::Fd fd, const char* type) : fd_(std::move(fd)), type_(type) {}
  Error error(int errnum, const char* call);  // with what the kernel's log of this mount says
  os::Fd fd_;
  const char* type_;
};

}  // namespace maelstrom::container::cell
